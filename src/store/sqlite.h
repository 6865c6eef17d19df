/* store/sqlite.h — SQLite as a table, for store/db_sqlite.c. */
#pragma once
#include <sqlite3.h>
#include "base/error.h"

#define SQLITE_FUNCTIONS(F)                                                                    \
    F(bind_blob64) F(bind_int64) F(bind_null) F(bind_parameter_count) F(bind_parameter_name)   \
    F(bind_text64) F(changes64) F(clear_bindings) F(close) F(column_blob) F(column_bytes)      \
    F(column_int64) F(column_type) F(config) F(db_config) F(errmsg) F(exec) F(extended_errcode)          \
    F(extended_result_codes) F(finalize) F(open_v2) F(prepare_v2) F(prepare_v3) F(reset)       \
    F(sql) F(step) F(stmt_busy) F(stmt_readonly)

#define SQLITE_MEMBER(f) __typeof__(sqlite3_##f) *f;
struct sqlite_table { SQLITE_FUNCTIONS(SQLITE_MEMBER) };

extern struct sqlite_table sqlite;               /* sqlite_load first */

/* Once; errors as of late_need (base/late.h). */
MUST_USE code sqlite_load(struct error *err);
