/* learnlog/learnlog_private.h — for the files of this slice alone. */
#pragma once
#include "app/learnlog/learnlog_view.h"

/* Of a log_entry l; read by learnlog_read. */
#define LOG_COLUMNS                                                            \
    "l.id, l.owner_id, l.mark, l.what, l.day, l.minutes, l.words, l.link, l.seen_by, l.edition, l.created_at, l.changed_at, l.removed_at," \
    " (SELECT count(*) FROM log_file f WHERE f.entry_id = l.id AND f.removed_at IS NULL),"                                               \
    " (SELECT count(*) FROM log_witness w WHERE w.entry_id = l.id AND w.state = 'said' AND w.edition = l.edition AND w.is_hidden = 0),"   \
    " (SELECT count(*) FROM log_witness w WHERE w.entry_id = l.id AND w.state = 'asked')"
void learnlog_read(struct rows *r, struct arena *a, struct log_entry *e);

/* BAD_INPUT: no words, or a day that is none. */
MUST_USE code learnlog_check(const struct log_entry *e, struct error *err);
str learnlog_search_key(struct arena *a, const struct log_entry *e);
/* A file that was looked at, in a transaction; the edition stays. Once with the same bytes. */
MUST_USE code learnlog_file_put(struct db *db, struct arena *a, const struct log_entry *e, const struct log_upload *u, const struct file_type *t, bool *made, struct error *err);

str learnlog_path(struct arena *a, const struct log_entry *e);   /* "/backpack/log/7" */
/* This person's, or the answer is given. */
bool learnlog_mine(struct request *rq, struct response *rs, struct log_entry *out);
void learnlog_send_file(struct request *rq, struct response *rs, const struct log_file *f, str bytes);
/* The rows of files below this address. */
void learnlog_show_files(struct arena *a, const struct log_file_list *files, str below, struct log_file_rows *out);

handler_fn learnlog_entry_show, learnlog_remove_post, learnlog_restore_post, learnlog_file_post,
    learnlog_file_show, learnlog_file_remove_post, learnlog_collect_post, learnlog_witness_show, learnlog_witness_post, learnlog_witness_act,
    witness_link_show, witness_link_post, witness_link_file;
extern const struct form_spec learnlog_file_form, learnlog_witness_form, learnlog_collect_form;
