/** Copies a text for the person. */

/** Selects the element's text and copies `value` for it. Needs no permission, which the app grants to no page. */
export function copyFrom(element: Element, value: string): boolean {
  getSelection()?.selectAllChildren(element);
  const onCopy = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', value);
    event.preventDefault();
  };
  document.addEventListener('copy', onCopy, { once: true });
  // The successor asks for a permission.
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', onCopy);
  return copied;
}
