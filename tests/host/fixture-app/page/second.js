window.fixture.on('text', (text) => {
  document.querySelector('#text').textContent = text
})
