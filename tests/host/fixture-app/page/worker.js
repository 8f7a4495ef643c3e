fetch('/page.js').then((response) => postMessage(response.ok ? 'ready' : response.status))
