/* web/markdown.h — CommonMark as HTML that strangers may write: raw HTML is
 * dropped, pictures become their text, links go to http, https and mailto only
 * and show the host they lead to, headings begin at <h3>. */
#pragma once
#include "base/str.h"

/* Never fails: text that would need too much memory is shown as it was typed. */
void markdown_write(struct buf *b, str source);
