const { contextBridge, ipcRenderer } = require('electron')

let nodePath
try {
  require('node:path')
  nodePath = 'loaded'
} catch (error) {
  nodePath = error.message
}
globalThis.leak = 'must stay in the isolated world'
contextBridge.exposeInMainWorld('fixture', {
  nodePath,
  sandboxed: process.sandboxed,
  call: (channel, value) => ipcRenderer.invoke(channel, value),
  note: (text) => ipcRenderer.send('note', text),
  on: (channel, listener) => {
    const inner = (_event, ...values) => listener(...values)
    ipcRenderer.on(channel, inner)
    return () => ipcRenderer.off(channel, inner)
  },
})
