import { locationService } from '@grafana/runtime';

/** As in Grafana: a plain link to an address of this host changes the page without loading it anew. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    if (
      !link ||
      !plain ||
      link.target !== '' ||
      link.hasAttribute('download') ||
      link.origin !== window.location.origin
    ) {
      return;
    }
    event.preventDefault();
    locationService.push(`${link.pathname}${link.search}${link.hash}`);
  });
}
