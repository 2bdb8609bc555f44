import { createHash } from 'node:crypto';
import { customProperties, DARK, LIGHT } from './palette.ts';

/** The style sheet of the page; it asks for nothing from anywhere. */
export const STYLE = `
:root{color-scheme:light dark;${customProperties(LIGHT)}
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
font-variant-numeric:tabular-nums}
@media(prefers-color-scheme:dark){:root{${customProperties(DARK)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:72rem;padding:1.25rem clamp(.75rem,3vw,2rem) 3rem;background:var(--page);color:var(--page-text)}
h1,h2,h3,p,ul,dl,dd,table{margin:0;padding:0;font:inherit}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code{white-space:nowrap}
code,.mono{font:.88em/1.4 ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,monospace}
.muted,.mono{color:var(--muted)}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
header{display:flex;flex-wrap:wrap;gap:.1rem 1.5rem;align-items:baseline;justify-content:space-between;font-size:.87rem}
header h1{font-size:.95rem;font-weight:650;letter-spacing:.01em}
.headline{margin:1.1rem 0 1.4rem}
.headline h2{display:flex;gap:.65rem;align-items:baseline;font-size:clamp(1.1rem,2.6vw,1.6rem);line-height:1.25;font-weight:600;letter-spacing:-.012em;text-wrap:pretty;white-space:pre-line;overflow-wrap:anywhere}
.headline h2 a,.headline li a{color:inherit;text-decoration-color:var(--line);text-decoration-thickness:1px}
.headline ul{list-style:none;margin-top:.5rem;display:grid;gap:.15rem}
.headline li{display:flex;gap:.5rem;white-space:pre-line;overflow-wrap:anywhere}
.dot{flex:none;width:.62em;height:.62em;border-radius:50%;align-self:center;background:var(--bar-ok)}
li .dot,h2 .dot{align-self:flex-start;margin-top:.46em}
.dot.attention{background:var(--failed);border-radius:2px}
.dot.trouble{background:var(--denied);border-radius:0;rotate:45deg}
.connection{background:var(--card);color:var(--card-text);border:1px solid var(--line);border-radius:10px;padding:1rem 1.15rem 1.1rem;margin-top:1rem;scroll-margin-top:1rem}
.title{display:flex;flex-wrap:wrap;gap:0 .75rem;align-items:baseline}
.title h3{font-weight:650;overflow-wrap:anywhere;letter-spacing:.005em}
.facts{display:grid;grid-template-columns:minmax(0,1fr) minmax(11rem,20rem);gap:.6rem 2rem;margin-top:.55rem;align-items:start}
dl{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.12rem .9rem}
dt{color:var(--muted)}
dd{overflow-wrap:anywhere}
.problem{margin-top:.6rem;padding:.5rem .75rem;border-left:3px solid var(--bar-failed);background:var(--nothing);color:var(--card-text);white-space:pre-line;overflow-wrap:anywhere;border-radius:0 5px 5px 0}
progress{width:min(100%,11rem);height:.55rem;accent-color:var(--link);vertical-align:middle;margin-right:.6rem}
.run{font-weight:600}
.run.failed,.run.aborted{color:var(--bar-failed)}
.run.partial{color:var(--bar-partial)}
.run.ok{color:var(--ok-text)}
figure{margin:0}
figcaption{color:var(--muted);font-size:.82rem;margin-top:.2rem}
figcaption span{white-space:nowrap}
svg{display:block;width:100%;height:auto;overflow:visible}
.base{stroke:var(--line)}
.bar.ok{fill:var(--bar-ok)}
.bar.partial{fill:var(--bar-partial)}
.bar.failed,.bar.aborted{fill:var(--bar-failed)}
.bar.missed{fill:none;stroke:var(--bar-other)}
.mark{fill:none;stroke:var(--card-text)}
details>summary{cursor:pointer}
.runs{font-size:.87rem;margin-top:.3rem}
.scroll{overflow-x:auto}
.runs table{width:100%;border-collapse:collapse;margin-top:.3rem}
.runs th,.runs td{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top;white-space:nowrap;border-top:1px solid var(--line)}
.runs thead th{color:var(--muted);font-weight:400;border:0}
.runs .number{text-align:right}
.findings{border-collapse:separate;border-spacing:2px;margin-top:.6rem;font-size:.87rem}
.findings th{text-align:left;font-weight:400;padding:.15rem .9rem .15rem 0}
.findings thead th{color:var(--muted)}
.findings th.number,.findings td.number{text-align:right;padding:.15rem .6rem;white-space:nowrap}
.findings td code{padding-left:.6rem}
.finding{border-radius:4px;background:var(--nothing);color:var(--nothing-text)}
.finding.fail{background:var(--denied);color:var(--denied-text);font-weight:700}
.finding.unknown{background:var(--unknown);color:var(--unknown-text);font-weight:700}
.finding.pass{background:var(--ok);color:var(--ok-text)}
.runs td.error{white-space:pre-line;min-width:14rem;overflow-wrap:anywhere}
.coverage{width:100%;border-collapse:separate;border-spacing:2px;margin-top:.9rem;table-layout:fixed}
.coverage thead th{vertical-align:bottom;font-weight:400;font-size:.82rem;color:var(--muted);padding:0 0 .25rem;text-align:left}
.coverage thead .service{width:2rem}
.coverage.few thead .service{width:8.5rem;text-align:center}
.few .service span{writing-mode:horizontal-tb;rotate:none}
.service span{writing-mode:vertical-rl;rotate:180deg;margin:auto;display:block;white-space:nowrap}
.coverage tbody th{font-weight:400;text-align:left;vertical-align:top;padding:.1rem .5rem .1rem 0}
.cell{width:2rem;height:1.75rem;text-align:center;vertical-align:top;padding-top:.18rem;border-radius:4px;font-size:.87rem;background:var(--nothing);color:var(--nothing-text)}
.cell.ok{background:var(--ok);color:var(--ok-text)}
.cell.denied{background:var(--denied);color:var(--denied-text);font-weight:700}
.cell.failed{background:var(--failed);color:var(--failed-text);font-weight:700}
.cell.none{background:none}
.coverage summary{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.coverage details[open]>summary .why{display:none}
.coverage summary b{font-weight:600}
.why{color:var(--muted);font-size:.87rem}
.reasons{list-style:none;font-size:.87rem;padding:.3rem 0 .6rem 1.1rem;display:grid;gap:.3rem;overflow-wrap:anywhere}
.reasons.names{grid-template-columns:repeat(auto-fill,minmax(13.5rem,1fr));gap:.05rem 1rem}
.totals{display:flex;flex-wrap:wrap;gap:.3rem 2rem;list-style:none;margin-top:1.1rem}
.totals b{font-size:1.25rem;font-weight:650}
h4{margin:.9rem 0 0;font:inherit;font-weight:650}
.causes{list-style:none;display:grid;gap:.45rem;margin-top:.3rem;overflow-wrap:anywhere}
.causes li{border-left:3px solid var(--bar-partial);padding-left:.7rem}
.causes b{font-weight:600}
.causes code{white-space:normal}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;list-style:none;font-size:.82rem;color:var(--muted);margin-top:.35rem}
.legend .cell{display:inline-block;width:1.35rem;height:1.35rem;padding:0;line-height:1.35rem;margin-right:.4rem;font-size:.8rem}
form{display:flex;gap:.4rem;flex:1 1 14rem;max-width:24rem}
input,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--bar-other);border-radius:6px;padding:.25rem .6rem;min-height:2rem}
input{flex:1;min-width:0}
input::placeholder{color:var(--muted);opacity:1}
button{cursor:pointer}
.home{font-weight:650}
.home a{display:inline-block;padding:.3rem 0}
.whole{font-size:.87rem;padding:0 0 .6rem 1.1rem}
h1{font-weight:650;font-size:clamp(1.15rem,2.6vw,1.6rem);line-height:1.25;letter-spacing:-.012em;overflow-wrap:anywhere}
header h1{font-size:.95rem}
.headline h1+p,.headline p+p{margin-top:.25rem}
.title h2,.connection>h3{font-weight:650}
.connection>h3{margin-top:.8rem}
.services,.found{list-style:none;display:grid;gap:.4rem;margin-top:.8rem}
.services li{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.7rem}
.services .cell{display:inline-block;line-height:1.75rem;padding:0}
.services p{margin:0;overflow-wrap:anywhere}
.found li{display:grid;grid-template-columns:auto minmax(0,1fr) auto;gap:.1rem .7rem;overflow-wrap:anywhere;border-top:1px solid var(--line);padding-top:.4rem}
.dot.unread{background:none;border:1px solid var(--bar-other)}
.state{font-size:.87rem;color:var(--muted)}
dl.queries{grid-template-columns:minmax(0,1fr);margin-top:.5rem}
.queries dd{margin-bottom:.5rem}
.queries code{white-space:normal;overflow-wrap:anywhere}
footer{margin-top:1.6rem;font-size:.87rem;color:var(--muted)}
@media(max-width:44rem){
.facts{grid-template-columns:1fr}
.connection{padding:.85rem .8rem 1rem}
.coverage thead .service,.cell{width:1.5rem}
.coverage.few thead .service{width:7rem}
.coverage summary{white-space:normal;overflow-wrap:anywhere}
.coverage summary .mono{display:block}
.coverage summary .why{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
}
`;

/** The sheet as Content-Security-Policy names it. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
