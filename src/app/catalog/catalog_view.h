/* catalog/catalog_view.h — what the templates of the badge pages are given, and
 * what the files of these pages share. */
#pragma once
#include "app/list/list.h"
#include "app/catalog/badge_article.h"
#include "app/catalog/catalog.h"
#include "app/catalog/diff.h"
#include "app/catalog/relation.h"
#include "app/catalog/results.h"
#include "app/catalog/studio.h"
#include "app/catalog/working.h"
#include "app/layout/parts.h"

/* ---- gallery and badge ---- */

/* All of them: catalog_sheet.c. */
struct badges_view { str base, endorsements, shop; bool may_design; struct list list; };     /* base: "/org/1/badges" */
void badges_show(struct request *rq, struct response *rs);
struct tag_view catalog_state_tag(str state);

struct version_line { int64_t number, holders; msec since, renew_by; bool now; str href; };   /* href: what it changed */
struct catalog_badge_view {
    struct badge_row b;
    struct working w;
    str base, self, picture, drawing, criteria, validity, public_href, awards_href, award_href, org;
    const char *kind;
    struct tag_view tag;
    struct str_list tags;
    LIST(struct version_line) versions;
    LIST(struct relation_line) relations;
    struct badge_need_list missing;
    bool may_set_forms, may_set_sets, may_remind, sees_awards;
    bool may_design, may_award, is_draft, is_published, is_archived;
    bool show_undo, show_thrown;                 /* it was archived, its changes were thrown away, a moment ago */
};

/* ---- the editor ---- */

/* What stands above each step. */
struct edit_view {
    struct badge_row b;
    struct working w;
    str base, self, title, note;                 /* note: about the working copy; empty: none */
    struct steps_view steps;
    bool is_new, is_draft;
};
struct kind_option { const char *name, *label; bool chosen; };
LIST_OF(kind_options, struct kind_option);
struct basics_view { struct edit_view e; struct form *form; struct kind_options usual, others; struct org_issuer_list issuers; int64_t issuer; };
struct criterion_line {
    int64_t number;
    const struct form_value *key, *text, *need, *proof, *note;
    bool is_optional, is_open, is_first, is_last;
};
struct criteria_view {
    struct edit_view e;
    struct form *form;
    str shown;
    LIST(struct criterion_line) rows;
    bool may_add;
};
struct result_line { str key, name, kind, range, needed; bool is_first, is_last; };
struct results_view { struct edit_view e; LIST(struct result_line) rows; LIST(struct result_template) beginnings; bool may_add; };
struct level_line {
    int64_t number;
    const struct form_value *key, *name, *level, *points, *description, *skill, *url;
    bool is_needed, is_first, is_last, is_open;
};
struct result_view {
    struct edit_view e;
    struct form *form;
    str key;
    struct kind_options types;
    LIST(struct level_line) rows;
    bool has_levels, has_values, has_numbers, is_status, may_add, needs_none;
};
struct validity_view { struct edit_view e; struct form *form; bool is_ever; };
/* levels: of its framework; none: it has no scale. */
struct skill_level_choice { int64_t level; str name; bool is_chosen; };
struct skill_line { int64_t number; const struct form_value *name, *url, *framework, *code, *about, *type, *level; LIST(struct skill_level_choice) levels; };
struct skill_found { int64_t id; str name, framework, code, about; };
struct skills_view {
    struct edit_view e;
    struct form *form;
    LIST(struct skill_line) rows;
    LIST(struct skill_found) found;
    str frameworks;                              /* where they are brought in */
    bool may_add, has_frameworks, has_searched;
};
/* Frameworks: framework.h is not read here, so what templates need is spelt again. */
struct framework_line { str href, name, sub; };
LIST_OF(framework_lines, struct framework_line);
struct frameworks_view { str base, self, action; struct form *form; struct framework_lines lines, planned; bool may_design; };
struct framework_found { int64_t narrower; str href, name, code, about; bool is_retired; };
LIST_OF(framework_founds, struct framework_found);
struct framework_past { str href, undo, words; msec at; };
LIST_OF(framework_pasts, struct framework_past);
struct framework_view {
    str self, name, sub, words, clear, action, json, levels;
    struct form *form, *file;
    struct framework_founds found, above;
    struct pagination pages;
    struct framework_pasts past;
    int64_t badges;                              /* that use it */
    bool may_design, is_tree, with_retired;
};
struct framework_fact { str label, value; };
struct framework_skill_view {
    str back, name, framework, code, url, about;
    LIST(struct framework_fact) labels;
    struct framework_founds above, below;
    struct pagination pages;
    struct framework_lines badges;
    msec retired;
};
struct framework_plan_view { str self, back, name, sub; struct { int64_t n_new, n_change, n_same, n_gone, n_wrong; } n; struct str_list fresh, changed, gone, levels, problems; bool is_labels, is_first; };
struct language;
struct translations_line { str href; const char *name, *own; str tag; int64_t missing, all; };
struct translations_view { struct edit_view e; LIST(struct translations_line) lines; struct kind_options options; bool makes_version; };
struct translation_line { const char *label; str original; const struct form_value *value; bool is_long, is_missing; };
struct translation_view {
    struct edit_view e;
    const struct language *language;
    struct form *form;
    LIST(struct translation_line) rows;
    int64_t missing;
};
struct need_line { str href; const char *sentence; };
struct changes_view { struct version_change_list words; bool is_other_picture; str picture_before, picture; };
struct preview_view {
    struct edit_view e;
    struct changes_view changes;                 /* of a working copy */
    struct form *form;                           /* publishing it: what about earlier versions? */
    bool asks_renewal, is_until;
    int64_t next;                                /* the number it gets */
    struct badge_article article;
    LIST(struct need_line) missing, advice;
    str kind_words, tags, v2, v3;                /* v2, v3: the documents */
};

/* ---- the picture ---- */

struct studio_option { str value; const char *label; bool chosen; str picture; const char *colour, *colour2, *ring; };
LIST_OF(studio_options, struct studio_option);
struct preset_link { str href, picture; const char *label; };
struct studio_number_view { const struct form_value *value; const struct studio_limits *limits; const char *label; };
struct studio_line {
    int64_t number;
    const struct studio_kind *kind;
    const struct form_value *kind_value, *value, *colour, *second, *two, *hidden;
    struct studio_options shapes;
    LIST(struct studio_number_view) numbers;
    bool is_first, is_last, is_shape, is_unclear, is_unknown, is_open;
};
struct studio_flaw_line { const char *sentence; str remedy, go; };
struct other_picture { str href, picture, name; };
struct studio_view {
    struct edit_view e;
    LIST(struct studio_flaw_line) flaws;
    LIST(struct other_picture) others;           /* of other badges */
    str brand;                                   /* the organisation's colour; empty: none */
    struct form *form;
    str address, preview;                        /* of the drawing; with the choices of now */
    str sprite;                                  /* where the drawings of `icons` are */
    struct studio_options shapes, borders, grounds, palettes, icons, stars, kinds;
    LIST(struct studio_line) layers;
    int64_t icons_found, icons_to, icons_next;   /* of a search; next 0: no more */
    bool may_add;
    LIST(struct preset_link) presets;
    bool is_own, is_low_contrast, has_icon, shows_presets;
};
struct upload_view { struct edit_view e; struct form *form; str picture; bool is_drawn; };

/* ---- versions ---- */

struct version_view {
    struct badge_row b;
    str self;
    int64_t number;
    struct changes_view changes;
    struct form *form;
    msec renew_by;
    bool is_newest, may_design, is_until;
};

/* ---- relations ---- */

struct relation_line { int64_t id; const char *words; str name, href, picture; };
struct relations_view {
    struct badge_row b;
    str self;
    struct form *form;
    LIST(struct relation_line) lines;
    struct relation_choices badges;
    struct kind_options kinds;
};

/* ---- templates ---- */

struct template_card { const char *name, *title, *description; str validity, picture; };
struct templates_view { str base; LIST(struct template_card) items; };

/* ---- in and out ---- */

struct import_shown { str name, sentence, href; };           /* href empty: not taken */
struct import_view { str base, ids; struct form *form; LIST(struct import_shown) lines; int64_t made; };

/* ---- shared by the handlers ---- */

enum edit_step { STEP_BASICS = 1, STEP_PICTURE, STEP_CRITERIA, STEP_LEVELS, STEP_VALIDITY, STEP_SKILLS, STEP_WORDS, STEP_PREVIEW };

str catalog_base_path(struct request *rq);       /* "/org/1/badges" */
str catalog_badge_path(struct request *rq, int64_t id);
str catalog_picture(struct arena *a, const struct badge_version_row *v);  /* "" when there is none */
str catalog_validity_words(struct arena *a, int64_t months);
/* The badge of the path and the head of one step. */
MUST_USE code edit_open(struct request *rq, enum edit_step now, struct edit_view *out, struct error *err);
/* After a step was saved: the next one, or the same with a word. */
void edit_done(struct request *rq, struct response *rs, int64_t id, enum edit_step now);
/* What the second changed against the first. */
void changes_fill(struct arena *a, const struct badge_version_row *from, const struct badge_version_row *to, struct changes_view *out);
/* Must those who hold an earlier version renew? A date counts only beside its choice. */
extern const struct form_spec renewal_form;
msec renewal_of(struct form *f);
/* Publishing the working copy was refused: its page, with what is wrong. */
void preview_again(struct request *rq, struct response *rs, struct form *f);
bool edit_button(struct request *rq, const char *value);         /* <button name="go" value=…> */
/* Keeps `e->b.v`, in the working copy of a badge that is out already. */
MUST_USE code edit_keep(struct request *rq, const struct edit_view *e, struct error *err);
/* The same; false when the form was told what is wrong or an answer was given. */
bool edit_save(struct request *rq, struct response *rs, struct edit_view *e, struct form *f);

handler_fn basics_new, basics_create, basics_show, basics_post;
handler_fn criteria_show, criteria_post, levels_show, levels_post, level_show, level_post, validity_show, validity_post;
handler_fn skills_show, skills_post;
handler_fn frameworks_show, frameworks_post, framework_show, framework_post, framework_file_post, framework_json, frameworks_remove;
handler_fn framework_skill_show, framework_plan_show, framework_start_post, framework_drop_post, framework_undo_post;
handler_fn translations_show, translations_post, translation_show, translation_post;
handler_fn preview_show, preview_publish;
handler_fn working_publish_post, working_throw_away_post, working_take_back_post;
handler_fn studio_show, studio_post, studio_draw, studio_sprite, upload_show, upload_post;
handler_fn import_show, import_post, import_undo, export_one, export_all;
handler_fn version_show, version_post;
handler_fn relations_show, relations_post, relations_remove;
handler_fn templates_show, templates_use;
