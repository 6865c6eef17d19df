/* store/pq.h — libpq as a table, for store/db_postgres.c. */
#pragma once
#include <libpq-fe.h>
#include "base/error.h"

#define PQ_FUNCTIONS(F)                                                                        \
    F(clear) F(cmdStatus) F(cmdTuples) F(connectdb) F(enterPipelineMode) F(errorMessage)       \
    F(exec) F(execParams) F(execPrepared) F(exitPipelineMode) F(finish) F(ftype) F(getResult) F(getisnull)   \
    F(getlength) F(getvalue) F(ntuples) F(pipelineSync) F(prepare) F(putCopyData)              \
    F(putCopyEnd) F(reset) F(resultErrorField) F(resultErrorMessage) F(resultStatus)           \
    F(sendQueryPrepared) F(setNoticeProcessor) F(status)

#define PQ_MEMBER(f) __typeof__(PQ##f) *f;
struct pq_table { PQ_FUNCTIONS(PQ_MEMBER) };

extern struct pq_table pq;                       /* pq_load first */

/* Once; errors as of late_load (base/late.h). */
MUST_USE code pq_load(struct error *err);
