/* matrix/matrix_view.h — what the pages of the matrix show. */
#pragma once
#include "app/matrix/matrix.h"

struct matrix_cell { enum requirement_state state; struct tag_view look; msec day; str href; };
LIST_OF(matrix_cell_list, struct matrix_cell);
struct matrix_line { int64_t id; str name, sub, href; int64_t asked, met; struct matrix_cell_list cells; };
LIST_OF(matrix_line_list, struct matrix_line);
struct matrix_head { struct matrix_column column; const char *weight; str href, red_href; int64_t open, share; };
LIST_OF(matrix_head_list, struct matrix_head);

struct matrix_view {
    struct list list;
    str base, at, at_min, at_max, red_href, name_href, pdf_href, columns_previous, columns_next;
    struct matrix_head_list heads;
    struct matrix_line_list lines;
    struct matrix_cell_list legend;
    int64_t columns_from, columns_to, columns_all, days_back;  /* days_back: of the chosen day from today, for the slider */
    bool is_today, by_red, nothing_asked, may_change;
    struct empty_view empty;
};

struct why_line { const char *icon, *kind; str words; };
LIST_OF(why_lines, struct why_line);
struct why_proof { str words, href, judged; msec day; };         /* judged: how, for who may read it */
LIST_OF(why_proofs, struct why_proof);
struct why_view {
    str base, self, person, code, name, at, json_href, change_href, rule_href, back, basis, note;
    int64_t version;
    msec day, published;
    struct tag_view look;
    struct requirement_standing s;
    struct why_lines lines;
    struct why_proofs proofs;
    struct record_lines records;
    struct exception_lines exceptions;
};

struct whatif_side { str words; struct tag_view look; int64_t before, after; };
LIST_OF(whatif_sides, struct whatif_side);
struct whatif_row { str name, href; struct tag_view before, after; msec day, mail; };
LIST_OF(whatif_rows, struct whatif_row);
struct whatif_view {
    str base, self, code, name, at;
    int64_t id;
    struct whatif w;
    struct whatif_sides sides;
    struct whatif_rows rows;
};

/* why_pages.c, whatif_pages.c, matrix_csv.c, matrix_pdf.c */
void matrix_why(struct request *rq, struct response *rs);
void matrix_whatif(struct request *rq, struct response *rs);
MUST_USE code matrix_csv(struct list *l, const struct matrix_columns *columns, struct requirement_moment at, struct response *rs, struct error *err);
/* Counts into the columns. BAD_INPUT at "as": more people and columns than are drawn while somebody waits. */
MUST_USE code matrix_pdf(struct list *l, struct matrix_columns *columns, struct requirement_moment at, struct response *rs, struct error *err);
