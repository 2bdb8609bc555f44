import { JSDOM } from 'jsdom';

/** A page of HTML as an SVG of its own: the page itself, drawn by whatever shows the picture. */
export function pageSvg(
  page: string,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const { document, XMLSerializer } = new JSDOM(page).window;
  const style = document.querySelector('style')?.textContent ?? '';
  for (const unneeded of document.querySelectorAll('script, link')) unneeded.remove();
  const body = new XMLSerializer().serializeToString(document.body);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>${style.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</style>
<rect width="${width}" height="${height}" fill="var(--page)"/>
<foreignObject width="${width}" height="${height}">
${body}
</foreignObject>
</svg>
`;
}
