import { clock } from '../../text/figures.ts';
import { type Html, html, trusted } from './html.ts';
import { STYLE } from './style.ts';

/** A whole HTML document that needs nothing else, around what is shown. */
export function framed(title: string, iconColour: string, body: Html): string {
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><link rel="icon" href="${iconOf(iconColour)}"><style>${trusted(STYLE)}</style></head>
<body>${body}</body></html>
`;
  return page.markup;
}

/** The field that finds accounts, with what was asked last. */
export function searchField(asked = ''): Html {
  return html`<form role="search" action="/accounts" method="get"><label class="vh" for="q">Account by name, id or unit</label><input id="q" name="q" type="search" maxlength="100" placeholder="account, id or unit" value="${asked}"><button>Find</button></form>`;
}

/** The head of a page below the first one. */
export function subHeader(now: Date, asked = ''): Html {
  return html`<header><p class="home"><a href="/">snowcensus</a></p>${searchField(asked)}<p class="muted">as of <time datetime="${now.toISOString()}">${clock(now)} UTC</time></p></header>`;
}

function iconOf(colour: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colour}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
