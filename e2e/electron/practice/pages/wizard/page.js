// Shows what it was told by its address since it was loaded.
addEventListener('hashchange', () => {
  document.getElementById('told').textContent += `${location.hash} `;
});
