// A worker that fetches, and a sandboxed frame (a process of its own) whose script comes from the scheme as well.
const notes = new Set()
function note(text) {
  notes.add(text)
  document.title = [...notes].sort().reverse().join(', ')
}
const worker = new Worker('/worker.js')
worker.onmessage = ({ data }) => note(`worker ${data}`)
addEventListener('message', ({ data }) => note(`frame ${data}`))
const frame = document.createElement('iframe')
frame.sandbox = 'allow-scripts'
frame.src = '/frame.html'
frame.onload = () => note('frame loaded')
document.body.append(frame)
