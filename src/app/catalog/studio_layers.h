/* catalog/studio_layers.h — what lies on top of a badge's picture. */
#pragma once
#include "app/catalog/studio.h"

void studio_put_layers(struct buf *b, const struct studio *s);
/* One line without controls, of at most 60 letters. */
str studio_clean_line(struct arena *a, str text);
