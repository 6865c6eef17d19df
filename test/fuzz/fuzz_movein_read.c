#include "app/backpack/shelf.h"
#include "app/movein/movein.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"

/* What is taken is text as a form would take it, within the limits of pages; links are
 * of the web, and no name of a witness holds an address. */

static void check_line(str s, size_t most)
{
    REQUIRE(s.n <= most && utf8_is_valid(s) && !utf8_has_controls(s));
}

static void check_link(str s)
{
    REQUIRE(s.n == 0 || uri_is_http(s));
}

static void check_list(const struct moved_list *l)
{
    REQUIRE(l->badges.n <= SHELF_ACT_MOST && l->collections.n <= MOVEIN_COLLECTIONS);
    for (size_t i = 0; i < l->badges.n; i++) {
        const struct moved_badge *b = &l->badges.items[i];
        REQUIRE(b->tags.n <= TAGS_MOST && str_starts(b->file, b->folder));
        for (size_t k = 0; k < b->tags.n; k++)
            check_line(b->tags.items[k], TAG_BYTES);
    }
    for (size_t i = 0; i < l->collections.n; i++) {
        const struct moved_collection *c = &l->collections.items[i];
        REQUIRE(c->name.n > 0 && c->story.n <= STORY_BYTES && c->badges.n <= COLLECTION_MOST && c->log.n <= COLLECTION_MOST);
        check_line(c->name, 120);
        check_line(c->id, 64);
    }
}

static void check_person(const struct moved_person *p)
{
    REQUIRE(p->cvs.n <= CV_MOST && p->goals.n <= GOALS_MOST);
    check_line(p->page.name, 120);
    for (size_t i = 0; i < p->goals.n; i++) {
        check_line(p->goals.items[i].title, 200);
        check_line(p->goals.items[i].achievement, GOAL_ID_BYTES);
        check_link(p->goals.items[i].link);
    }
}

static void check_log(const struct log_copy_list *log)
{
    REQUIRE(log->n <= LEARNLOG_MOST);
    for (size_t i = 0; i < log->n; i++) {
        const struct log_copy *c = &log->items[i];
        check_line(c->e.what, 200);
        check_line(c->e.mark, 64);
        check_link(c->e.link);
        REQUIRE(c->e.what.n && c->e.mark.n && c->e.minutes >= 0 && c->e.minutes <= EFFORT_MINUTES && c->e.words.n <= LEARNLOG_WORDS);
        REQUIRE(c->files.n <= LEARNLOG_FILES && c->past.n <= LEARNLOG_PAST);
        for (size_t k = 0; k < c->witnesses.n; k++) {
            check_line(c->witnesses.items[k].name, 120);
            REQUIRE(str_find_byte(c->witnesses.items[k].name, '@') < 0 && c->witnesses.items[k].statement.n <= WITNESS_STATEMENT);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct arena *a = arena_new(FUZZ_QUOTA);
    str text = {(const char *)p, n};
    struct moved_list list;
    struct moved_person person;
    struct log_copy_list log;

    if (movein_read_list(a, text, &list, NULL) == OK)
        check_list(&list);
    if (movein_read_person(a, text, &person, NULL) == OK)
        check_person(&person);
    if (movein_read_log(a, text, &log, NULL) == OK)
        check_log(&log);
    arena_free(a);
    return 0;
}
