/* catalog/studio_form.h — the studio's choices as a form, an address and a picture. */
#pragma once
#include "app/catalog/edit_rows.h"
#include "app/catalog/studio.h"

enum studio_column { KIND, VALUE, COLOUR, COLOUR2, TWO, HIDDEN, NUMBERS, PER_LAYER = NUMBERS + STUDIO_NUMBERS };
extern const struct edit_rows studio_rows;       /* a row for each layer */
extern const struct form_spec studio_form;

void studio_of_form(struct form *f, struct studio *s);
/* The same from an address: as the script asks for a preview, or as it was kept. */
void studio_of_query(const struct request *rq, struct studio *s);
void form_of_studio(struct arena *a, struct form *f, const struct studio *s);
void form_of_layer(struct arena *a, struct form *f, size_t row, const struct studio_layer *l);
const struct studio_palette *studio_palette_of(str label);   /* NULL: none of that name */
