// A page of the shell's own specs: asks once, and shows what it is told.
window.trackside.onPush((push) => {
  document.getElementById('pushed').textContent = JSON.stringify(push);
});
addEventListener('DOMContentLoaded', () => {
  void window.trackside.request('state.subscribe', {}).then((reply) => {
    document.getElementById('answer').textContent = reply.ok ? 'subscribed' : reply.code;
  });
});
