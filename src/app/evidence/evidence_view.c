/* evidence/evidence_view.c — a piece as its reader sees it. */
#include "app/evidence/evidence_pages.h"

static str size_words(struct arena *a, int64_t bytes)
{
    if (bytes < 1000)
        return str_printf(a, "%lld bytes", (long long)bytes);
    if (bytes < 1000000)
        return str_printf(a, "%lld KB", (long long)(bytes + 500) / 1000);
    return str_printf(a, "%lld.%lld MB", (long long)bytes / 1000000, (long long)bytes % 1000000 / 100000);
}

static str about(struct arena *a, const struct evidence_piece *p)
{
    const struct file_type *t = file_type_named(p->type);

    if (str_eq(p->kind, S("link")))
        return said("Link");
    if (str_eq(p->kind, S("log")))
        return said("From the learning log, as this server wrote it down");
    if (str_eq(p->kind, S("text")))
        return said("In words");
    return str_printf(a, "%s, " STR_FMT, t ? t->name : "File", STR_ARG(size_words(a, p->bytes)));
}

static void add_choices(const struct evidence_eye *eye, struct evidence_line *out)
{
    for (int i = 0; i < AUDIENCE_COUNT; i++) {
        struct evidence_change c = {eye->folder, &out->p, eye->viewer, (enum audience)i};
        if (evidence_may_open_to(&c))
            *list_add(eye->a, &out->choices) = (struct evidence_choice){evidence_audiences[i].name, evidence_audiences[i].label,
                                                                       out->p.audience == c.audience};
    }
}

static str with_key(const struct evidence_eye *eye, str path, const char *rest)
{
    return str_printf(eye->a, STR_FMT "%s%s" STR_FMT, STR_ARG(path), rest, eye->key.n ? "?key=" : "", STR_ARG(eye->key));
}

void evidence_show_piece(const struct evidence_eye *eye, const struct evidence_piece *p, struct evidence_line *out)
{
    const struct file_type *t = file_type_named(p->type);
    const struct audience_words *w = &evidence_audiences[p->audience];
    const struct evidence_viewer *v = eye->viewer;
    str path = str_printf(eye->a, STR_FMT "/" STR_FMT, STR_ARG(evidence_path(eye->a, eye->folder)), STR_ARG(p->public_id));

    *out = (struct evidence_line){.p = *p, .href = with_key(eye, path, ""), .about = about(eye->a, p), .file = S(""), .picture = S(""),
                                  .change = S(""), .remove = S("")};
    if (p->removed) {
        out->tag = (struct tag_view){NULL, "trash", said("Removed")};
        return;
    }
    out->tag = (struct tag_view){p->audience == TO_EVERYBODY ? "info" : NULL, w->icon, said(w->label)};
    if (p->hash.n)
        out->file = with_key(eye, path, "/file");
    if (p->hash.n && t && t->is_picture)
        out->picture = with_key(eye, path, "/picture.png");
    add_choices(eye, out);
    if (out->choices.n > 1)
        out->change = with_key(eye, path, "/audience");
    if (v->is_owner || v->may_tidy || (v->account && v->account == p->account))
        out->remove = with_key(eye, path, "/remove");
}

void evidence_show(const struct evidence_eye *eye, const struct evidence_pieces *all, str item, struct evidence_lines *out)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct evidence_piece *p = &all->items[i];
        bool is_of = str_is_absent(item) || str_eq(p->item, item);
        if (is_of && evidence_may_see(p, eye->viewer, false) && (!p->removed || eye->viewer->is_owner || eye->viewer->is_member))
            evidence_show_piece(eye, p, list_add(eye->a, out));
    }
}

code evidence_note_shown(struct db *db, const struct evidence_eye *eye, const struct evidence_lines *lines, struct error *err)
{
    for (size_t i = 0; !eye->viewer->is_owner && i < lines->n; i++)
        if (!lines->items[i].p.hash.n && !lines->items[i].p.removed)
            TRY(evidence_note_view(db, &lines->items[i].p, eye->viewer->account, err));
    return OK;
}

static const struct form_field fields[] = {
    {"file", FIELD_FILE, "File", .max = EVIDENCE_FILE_BYTES},
    {"url", FIELD_URL, "Link", .max = 1000},
    {"words", FIELD_TEXT, "In words", .max = EVIDENCE_WORDS},
    {"title", FIELD_LINE, "Title", .max = 150},
    {"item", FIELD_LINE, "Criterion", .max = 60},
    {"audience", FIELD_CHOICE, "Who may see it", .choices = "public|link|org|named"},
};
const struct form_spec evidence_form = FORM(fields);

void evidence_read_form(const struct form *f, struct evidence_new *n)
{
    const struct part *file = form_file(f, "file");
    str audience = form_text(f, "audience");

    n->item = form_text(f, "item");
    n->title = form_text(f, "title");
    n->words = form_text(f, "words");
    n->url = form_text(f, "url");
    if (audience.n)
        n->audience = evidence_audience(audience);
    if (file) {
        n->file = file->value;
        n->file_name = file->file_name;
    }
}
