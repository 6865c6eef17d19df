/* learnlog/learnlog_view.h — what the templates of the slice are given. */
#pragma once
#include "app/backpack/backpack_pages.h"
#include "app/learnlog/learnlog.h"

struct log_row { struct log_entry e; str href, time; struct tag_view tag; };
LIST_OF(log_row_list, struct log_row);
struct log_month { int64_t month; str words; struct log_row_list rows; };      /* "April 2026 · 3 entries · 4 h" */
LIST_OF(log_month_list, struct log_month);
struct log_year { str words, href; bool now; };
LIST_OF(log_year_list, struct log_year);
struct log_view {
    struct log_month_list months;
    struct log_year_list years;
    struct pagination pages;
    str search, which, year, csv, total;
    bool is_nothing, is_bin, is_filtered;
};

struct log_edit_view { struct form *form; int64_t id; str draft; struct input_view what, day, hours, words, link, seen_by; struct drop_view file; };

struct log_file_row { struct log_file f; str href, remove, about; };
LIST_OF(log_file_rows, struct log_file_row);
struct witness_row {
    struct witness w;
    str act, who, saw, domain;
    struct tag_view tag;
    bool may_again, may_stop, may_hide, may_show, is_old, is_copy;  /* old: said of what the entry said before; copy: came from elsewhere */
};
LIST_OF(witness_rows, struct witness_row);
struct log_past_row { struct log_past p; str time; };
LIST_OF(log_past_rows, struct log_past_row);
struct log_entry_view {
    struct log_entry e;
    str self, time;
    struct log_file_rows files, removed;
    struct witness_rows witnesses;
    struct log_past_rows past;
    struct holding_collection_list collections;
    struct form *form;                           /* of adding a file */
    struct drop_view file;
    bool may_propose;
};
struct log_witness_view { struct log_entry e; str self; struct form *form; struct input_view person, message; bool has_server; };

struct witness_view {
    struct log_entry e;
    struct witness w;
    str action, asker, time, said;
    struct log_file_rows files;
    struct form *form;
    struct input_view name, role, statement;
    bool may_answer, may_withdraw, is_over, sees_deed;
};
