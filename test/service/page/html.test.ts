import { expect, test } from 'vitest';
import { html, trusted } from '../../../src/service/page/html.ts';

const HOSTILE = `<script>alert("1" & '2')</script>`;

test('text is escaped, in content and in attributes', () => {
  expect(html`<p title="${HOSTILE}">${HOSTILE}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;">&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;</p>',
  );
});

test('markup is inserted as it is, once escaped', () => {
  const items = ['a<', 2].map((item) => html`<li>${item}</li>`);
  expect(html`<ul>${items}${trusted('<hr>')}</ul>`.markup).toBe('<ul><li>a&lt;</li><li>2</li><hr></ul>');
});

test('nothing is nothing, and zero is a number', () => {
  expect(html`[${undefined}${false}${0}${''}]`.markup).toBe('[0]');
});
