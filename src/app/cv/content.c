/* cv/content.c — what is in a CV, as JSON and back. */
#include "app/cv/cv.h"

#include <string.h>

#include "format/json.h"

const struct cv_kind cv_kinds[CV_KINDS + 1] = {
    {"about", "About me", NULL, CV_TEXT, NULL, NULL, "user", "Some sentences: who you are and what you look for."},
    {"experience", "Experience", "Add a position", CV_ENTRIES, "Position", "Employer", "briefcase", "Where you worked, as what, and what came of it."},
    {"education", "Education", "Add a course or qualification", CV_ENTRIES, "Course or qualification", "School or provider", "school", "Schools, courses, apprenticeships."},
    {"badges", "Badges", "Choose badges", CV_PICKED, NULL, NULL, "award", "From your Backpack: each can be checked by whoever reads this."},
    {"collections", "Collections", "Choose collections", CV_PICKED, NULL, NULL, "folder", "A collection with its story and all badges in it."},
    {"log", "Learning log", "Choose entries", CV_PICKED, NULL, NULL, "notebook", "What you did and learned, with who saw it."},
    {"languages", "Languages", "Add a language", CV_ENTRIES, "Language", "How well", "language", "With a level such as B2, if you know it."},
    {NULL},
};

const struct cv_kind *cv_kind_of(str name)
{
    for (const struct cv_kind *k = cv_kinds; k->name; k++)
        if (str_eq(name, cstr(k->name)))
            return k;
    return NULL;
}

/* ---- read ---- */

static str text_of(const struct json *v, const char *key)
{
    str s = json_str(json_get(v, key));

    return str_is_absent(s) ? S("") : s;
}

static int64_t id_of(const struct json *v)
{
    int64_t id;

    return json_int(json_get(v, "id"), &id) && id > 0 ? id : 0;
}

static void read_entries(struct arena *a, const struct json *all, struct cv_section *s)
{
    for (size_t i = 0; i < json_count(all) && i < CV_MOST_ENTRIES; i++) {
        const struct json *v = json_item(all, i);
        *list_add(a, &s->entries) = (struct cv_entry){
            .id = id_of(v), .what = text_of(v, "what"), .where = text_of(v, "where"), .town = text_of(v, "town"),
            .from = text_of(v, "from"), .until = text_of(v, "until"), .text = text_of(v, "text"), .ref = text_of(v, "ref")};
    }
}

static void read_sections(struct arena *a, const struct json *all, struct cv *c)
{
    for (size_t i = 0; i < json_count(all) && i < CV_MOST_SECTIONS; i++) {
        const struct json *v = json_item(all, i);
        const struct cv_kind *kind = cv_kind_of(text_of(v, "kind"));
        if (!kind)
            continue;
        struct cv_section *s = list_add(a, &c->sections);
        *s = (struct cv_section){.id = id_of(v), .kind = kind, .title = text_of(v, "title"), .text = text_of(v, "text")};
        read_entries(a, json_get(v, "entries"), s);
    }
}

void cv_read_content(struct arena *a, str json, struct cv *c)
{
    const struct json *v = NULL;

    c->name = c->headline = c->email = c->phone = c->place = c->web = S("");
    c->sections = (struct cv_section_list){0};
    c->next = 1;
    if (json_parse(a, json, NULL, &v, NULL) != OK)
        return;
    c->name = text_of(v, "name");
    c->headline = text_of(v, "headline");
    c->email = text_of(v, "email");
    c->phone = text_of(v, "phone");
    c->place = text_of(v, "place");
    c->web = text_of(v, "web");
    if (!json_int(json_get(v, "next"), &c->next) || c->next < 1)
        c->next = 1;
    read_sections(a, json_get(v, "sections"), c);
}

/* ---- write ---- */

static void put(struct json_writer *w, const char *key, str value)
{
    if (!str_is_empty(value))
        json_put_member(w, key, value);
}

static void put_entry(struct json_writer *w, const struct cv_entry *e)
{
    json_open_object(w);
    json_put_member_int(w, "id", e->id);
    put(w, "what", e->what);
    put(w, "where", e->where);
    put(w, "town", e->town);
    put(w, "from", e->from);
    put(w, "until", e->until);
    put(w, "text", e->text);
    put(w, "ref", e->ref);
    json_close_object(w);
}

static void put_section(struct json_writer *w, const struct cv_section *s)
{
    json_open_object(w);
    json_put_member_int(w, "id", s->id);
    json_put_member(w, "kind", cstr(s->kind->name));
    put(w, "title", s->title);
    put(w, "text", s->text);
    json_put_key(w, "entries");
    json_open_array(w);
    for (size_t i = 0; i < s->entries.n; i++)
        put_entry(w, &s->entries.items[i]);
    json_close_array(w);
    json_close_object(w);
}

code cv_write_content(struct arena *a, const struct cv *c, str *out, struct error *err)
{
    struct buf b = buf_new(a);
    struct json_writer w = json_writer(&b);

    json_open_object(&w);
    put(&w, "name", c->name);
    put(&w, "headline", c->headline);
    put(&w, "email", c->email);
    put(&w, "phone", c->phone);
    put(&w, "place", c->place);
    put(&w, "web", c->web);
    json_put_member_int(&w, "next", c->next);
    json_put_key(&w, "sections");
    json_open_array(&w);
    for (size_t i = 0; i < c->sections.n; i++)
        put_section(&w, &c->sections.items[i]);
    json_close_array(&w);
    json_close_object(&w);
    *out = buf_done(&b);
    return out->n <= CV_MOST_BYTES ? OK : fail(err, LIMIT, "text", "the CV is too long: shorten some of its texts");
}

/* ---- places ---- */

struct cv_section *cv_section_of(struct cv *c, int64_t id)
{
    for (size_t i = 0; i < c->sections.n; i++)
        if (c->sections.items[i].id == id)
            return &c->sections.items[i];
    return NULL;
}

struct cv_entry *cv_entry_of(struct cv_section *s, int64_t id)
{
    for (size_t i = 0; i < s->entries.n; i++)
        if (s->entries.items[i].id == id)
            return &s->entries.items[i];
    return NULL;
}

struct cv_section *cv_add_section(struct arena *a, struct cv *c, const struct cv_kind *kind)
{
    struct cv_section *s = list_add(a, &c->sections);

    *s = (struct cv_section){.id = c->next++, .kind = kind, .title = S(""), .text = S("")};
    return s;
}

struct cv_entry *cv_add_entry(struct arena *a, struct cv *c, struct cv_section *s)
{
    struct cv_entry *e = list_add(a, &s->entries);

    *e = (struct cv_entry){c->next++, S(""), S(""), S(""), S(""), S(""), S(""), S("")};
    return e;
}

void cv_remove_section(struct cv *c, int64_t id)
{
    size_t n = 0;

    for (size_t i = 0; i < c->sections.n; i++)
        if (c->sections.items[i].id != id)
            c->sections.items[n++] = c->sections.items[i];
    c->sections.n = n;
}

void cv_remove_entry(struct cv_section *s, int64_t id)
{
    size_t n = 0;

    for (size_t i = 0; i < s->entries.n; i++)
        if (s->entries.items[i].id != id)
            s->entries.items[n++] = s->entries.items[i];
    s->entries.n = n;
}

void cv_move_section(struct cv *c, int64_t id, int64_t before)
{
    struct cv_section *found = cv_section_of(c, id), moved;

    if (!found || id == before || c->sections.n == 0)
        return;
    moved = *found;
    cv_remove_section(c, id);
    size_t to = 0;
    while (to < c->sections.n && c->sections.items[to].id != before)
        to++;
    memmove(&c->sections.items[to + 1], &c->sections.items[to], (c->sections.n - to) * sizeof moved);
    c->sections.items[to] = moved;
    c->sections.n++;
}

void cv_move_entry(struct cv_section *s, int64_t id, int64_t before)
{
    struct cv_entry *found = cv_entry_of(s, id), moved;

    if (!found || id == before)
        return;
    moved = *found;
    cv_remove_entry(s, id);
    size_t to = 0;
    while (to < s->entries.n && s->entries.items[to].id != before)
        to++;
    memmove(&s->entries.items[to + 1], &s->entries.items[to], (s->entries.n - to) * sizeof moved);
    s->entries.items[to] = moved;
    s->entries.n++;
}
