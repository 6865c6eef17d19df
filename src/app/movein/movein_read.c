/* movein/movein_read.c — backpack.json, person.json and log.json of a folder, as
 * anybody may have written them. */
#include "app/movein/movein.h"

#include "app/backpack/shelf.h"
#include "app/effort.h"
#include "app/takeaway/takeaway.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "format/json.h"
#include "web/form.h"

#define FOLDER_BYTES 200
#define LINK_BYTES   1000
#define WORD_BYTES   64                          /* marks, words in addresses */

static const struct json_limits limits = {MOVEIN_BYTES, 16, 400000, 5000, (size_t)256 << 10};

static code parse(struct arena *a, str text, const struct json **out, struct error *err)
{
    TRY(json_parse(a, text, &limits, out, err));
    return json_is(*out, JSON_OBJECT) ? OK : fail(err, BAD_INPUT, "", "it is not what a folder of badges has in this place");
}

/* ---- texts ---- */

/* Most is, and needs no room. */
static bool is_plain(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] > '~')
            return false;
    return s.p[0] != ' ' && s.p[s.n - 1] != ' ';
}

static str clean(struct arena *a, const struct json *v, size_t most, bool keep_lines)
{
    str s = json_str(v);

    if (!str_is_empty(s) && s.n <= most && is_plain(s))
        return s;
    return str_is_empty(s) ? S("") : utf8_cut(form_clean(a, utf8_cut(s, 4 * most), keep_lines), most);
}

static str line(struct arena *a, const struct json *v, const char *key, size_t most)
{
    return clean(a, json_get(v, key), most, false);
}

static str lines(struct arena *a, const struct json *v, const char *key, size_t most)
{
    return clean(a, json_get(v, key), most, true);
}

static str link_of(const struct json *v, const char *key)
{
    str s = json_str(json_get(v, key));

    return s.n && s.n <= LINK_BYTES && uri_is_http(s) && !utf8_has_controls(s) ? s : S("");
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* A random word of ours; anything else is none. */
static str word_of(const struct json *v)
{
    str s = json_str(v);

    if (str_is_empty(s) || s.n > WORD_BYTES)
        return S("");
    for (size_t i = 0; i < s.n; i++)
        if (!is_word_byte(s.p[i]))
            return S("");
    return s;
}

/* A place in the folder. */
static str path_of(const struct json *v)
{
    str s = json_str(v);

    return str_is_empty(s) || s.n > FOLDER_BYTES || utf8_has_controls(s) ? S("") : s;
}

static msec time_of(const struct json *v, const char *key)
{
    msec t = 0;

    return time_parse(json_str(json_get(v, key)), &t, NULL) == OK && t > 0 ? t : 0;
}

static msec day_of(const struct json *v, const char *key)
{
    struct date d;

    return date_parse(json_str(json_get(v, key)), &d, NULL) == OK ? date_start(d) : 0;
}

/* ---- backpack.json ---- */

static void read_badge(struct arena *a, const struct json *v, struct moved_list *out)
{
    str folder = path_of(json_get(v, "folder")), file = path_of(json_get(v, "file"));
    const struct json *tags = json_get(v, "tags");

    if (folder.n == 0 || file.n == 0)
        return;
    struct moved_badge *b = list_add(a, &out->badges);
    *b = (struct moved_badge){.folder = folder, .file = str_printf(a, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(file))};
    for (size_t i = 0; i < json_count(tags) && b->tags.n < TAGS_MOST; i++) {
        str tag = clean(a, json_item(tags, i), TAG_BYTES, false);
        if (tag.n)
            *list_add(a, &b->tags) = tag;
    }
}

static void read_places(struct arena *a, const struct json *v, struct moved_collection *c, size_t *left)
{
    const struct json *all = json_get(v, "badges"), *stories = json_get(v, "stories"), *log = json_get(v, "log");

    for (size_t i = 0; i < json_count(all) && c->badges.n < COLLECTION_MOST && *left; i++) {
        str folder = path_of(json_item(all, i));
        if (folder.n && (*left)--)
            *list_add(a, &c->badges) = (struct moved_place){folder, clean(a, json_get_str(stories, folder), STORY_BYTES, true)};
    }
    for (size_t i = 0; i < json_count(log) && c->log.n < COLLECTION_MOST && *left; i++) {
        str mark = word_of(json_item(log, i));
        if (mark.n && (*left)--)
            *list_add(a, &c->log) = mark;
    }
}

static void read_collection(struct arena *a, const struct json *v, struct moved_list *out, size_t *left)
{
    str name = line(a, v, "name", 120);

    if (name.n == 0)
        return;
    struct moved_collection *c = list_add(a, &out->collections);
    *c = (struct moved_collection){.id = word_of(json_get(v, "id")), .name = name, .story = lines(a, v, "story", STORY_BYTES), .cover = path_of(json_get(v, "cover"))};
    read_places(a, v, c, left);
}

code movein_read_list(struct arena *a, str text, struct moved_list *out, struct error *err)
{
    const struct json *v, *badges, *collections;
    int64_t version = 0;
    size_t left = MOVEIN_PLACES;

    *out = (struct moved_list){0};
    TRY(parse(a, text, &v, err));
    if (!str_eq(json_str(json_get(v, "format")), S(TAKEAWAY_FORMAT)) || !json_int(json_get(v, "version"), &version))
        return fail(err, BAD_INPUT, "", "it is not what a folder of badges has in this place");
    if (version != TAKEAWAY_VERSION)
        return fail(err, UNSUPPORTED, "", "it was written by another edition of Lapel");
    badges = json_get(v, "badges");
    collections = json_get(v, "collections");
    for (size_t i = 0; i < json_count(badges) && out->badges.n < SHELF_ACT_MOST; i++)
        read_badge(a, json_item(badges, i), out);
    for (size_t i = 0; i < json_count(collections) && out->collections.n < MOVEIN_COLLECTIONS; i++)
        read_collection(a, json_item(collections, i), out, &left);
    return OK;
}

/* ---- person.json ---- */

static void read_goal(struct arena *a, const struct json *v, struct goal_list *out)
{
    str title = line(a, v, "title", 200), achievement = line(a, v, "achievement", GOAL_ID_BYTES + 1);

    if (title.n == 0 || achievement.n > GOAL_ID_BYTES)
        return;
    *list_add(a, out) = (struct goal){
        .title = title, .issuer = line(a, v, "issuer", 200), .achievement = achievement, .link = link_of(v, "link"), .picture = S(""),
        .needs = lines(a, v, "needs", 8000), .note = lines(a, v, "note", 2000), .until = day_of(v, "until"), .done = time_of(v, "done")};
}

/* One that lay in the bin stays behind. */
static void read_cv(struct arena *a, const struct json *v, struct moved_cv_list *out)
{
    str label = line(a, v, "label", 120);
    const struct json *content = json_get(v, "content");

    if (label.n && json_is(content, JSON_OBJECT) && !json_get(v, "removed"))
        *list_add(a, out) = (struct moved_cv){label, json_text_of(content)};
}

code movein_read_person(struct arena *a, str text, struct moved_person *out, struct error *err)
{
    const struct json *v, *page, *cvs, *goals;

    *out = (struct moved_person){0};
    TRY(parse(a, text, &v, err));
    page = json_get(v, "page");
    cvs = json_get(v, "cvs");
    goals = json_get(v, "goals");
    out->page = (struct showcase){.name = line(a, page, "name", 120), .headline = line(a, page, "headline", 160), .about = lines(a, page, "about", STORY_BYTES)};
    for (size_t i = 0; i < json_count(cvs) && out->cvs.n < CV_MOST; i++)
        read_cv(a, json_item(cvs, i), &out->cvs);
    for (size_t i = 0; i < json_count(goals) && out->goals.n < GOALS_MOST; i++)
        read_goal(a, json_item(goals, i), &out->goals);
    return OK;
}

/* ---- log.json ---- */

static bool read_deed(struct arena *a, const struct json *v, struct log_entry *e)
{
    e->what = line(a, v, "what", 200);
    e->day = day_of(v, "day");
    e->words = lines(a, v, "words", LEARNLOG_WORDS);
    e->link = link_of(v, "link");
    e->seen_by = line(a, v, "seenBy", 200);
    if (!json_int(json_get(v, "minutes"), &e->minutes) || e->minutes < 0 || e->minutes > EFFORT_MINUTES)
        e->minutes = 0;
    return e->what.n > 0;
}

/* Names of hosts alone: who reads it takes it for nothing else. */
static str domain_of(const struct json *v)
{
    str s = json_str(json_get(v, "domain"));

    if (str_is_empty(s) || s.n > 253)
        return S("");
    for (size_t i = 0; i < s.n; i++)
        if (!is_word_byte(s.p[i]) && s.p[i] != '.')
            return S("");
    return s;
}

static str known_relation(str name)
{
    for (const struct witness_relation *r = witness_relations; r->name; r++)
        if (str_eq(name, cstr(r->name)))
            return name;
    return S("else");
}

static void read_witness(struct arena *a, const struct json *v, struct witness_list *out)
{
    str saw = json_str(json_get(v, "saw")), name = line(a, v, "name", 120), role = line(a, v, "role", 120);

    if (name.n == 0 || (!str_eq(saw, S("work")) && !str_eq(saw, S("result"))) || str_find_byte(name, '@') >= 0 || str_find_byte(role, '@') >= 0)
        return;
    *list_add(a, out) = (struct witness){
        .name = name, .role = role, .relation = known_relation(json_str(json_get(v, "relation"))), .saw = saw,
        .statement = lines(a, v, "statement", WITNESS_STATEMENT), .address = str_join(a, S("@"), domain_of(v)), .answered = time_of(v, "answered")};
}

static void read_files(struct arena *a, const struct json *all, struct log_copy *c)
{
    for (size_t i = 0; i < json_count(all) && c->files.n < LEARNLOG_FILES; i++) {
        const struct json *v = json_item(all, i);
        str file = path_of(json_get(v, "file"));
        if (file.n)
            *list_add(a, &c->files) = (struct log_copy_file){.place = file, .name = line(a, v, "name", 120)};
    }
}

static void read_history(struct arena *a, const struct json *all, struct log_past_list *out)
{
    for (size_t i = 0; i < json_count(all) && i < LEARNLOG_PAST; i++) {
        struct log_past p = {.changed = time_of(json_item(all, i), "until")};
        if (read_deed(a, json_item(all, i), &p.e) && p.changed)
            *list_add(a, out) = p;
    }
}

static void read_entry(struct arena *a, const struct json *v, struct log_copy_list *out)
{
    const struct json *witnesses = json_get(v, "witnesses");
    struct log_copy c = {.e = {.mark = word_of(json_get(v, "mark")), .created = time_of(v, "created"), .changed = time_of(v, "changed")}};

    if (!read_deed(a, v, &c.e) || c.e.mark.n == 0)
        return;
    read_files(a, json_get(v, "files"), &c);
    for (size_t i = 0; i < json_count(witnesses) && i < 10; i++)
        read_witness(a, json_item(witnesses, i), &c.witnesses);
    read_history(a, json_get(v, "history"), &c.past);
    *list_add(a, out) = c;
}

code movein_read_log(struct arena *a, str text, struct log_copy_list *out, struct error *err)
{
    const struct json *v, *entries;

    *out = (struct log_copy_list){0};
    TRY(parse(a, text, &v, err));
    entries = json_get(v, "entries");
    if (!json_is(entries, JSON_ARRAY))
        return fail(err, BAD_INPUT, "", "it is not what a folder of badges has in this place");
    for (size_t i = 0; i < json_count(entries) && out->n < LEARNLOG_MOST; i++)
        read_entry(a, json_item(entries, i), out);
    return OK;
}
