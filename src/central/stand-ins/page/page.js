// Keeps the inbox fresh without reloading the page: a half-made choice on the right is never lost.
const inbox = document.querySelector('#inbox')
const state = document.querySelector('#state')

async function refresh() {
  try {
    const answer = await fetch('/stand-ins/inbox', { headers: { accept: 'text/html' } })
    if (!answer.ok) throw new Error(String(answer.status))
    const html = await answer.text()
    if (html !== inbox.dataset.seen) {
      inbox.dataset.seen = html
      inbox.innerHTML = html
    }
    state.textContent = '每 2 秒自动刷新'
  } catch {
    state.textContent = '中心服务没有应答，正在重试'
  }
}

// A changed delay or scope takes effect at once, with the answer that is chosen now.
for (const form of document.querySelectorAll('form')) {
  form.addEventListener('change', () => {
    form.requestSubmit(form.querySelector('button[aria-pressed="true"]') ?? undefined)
  })
}

setInterval(refresh, 2000)
