parent.postMessage(typeof window.fixture === 'undefined' ? 'ready' : 'has the preload', '*')
