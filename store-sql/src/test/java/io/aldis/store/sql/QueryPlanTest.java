package io.aldis.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queries of every message and every registration use an index. */
@Timeout(60)
class QueryPlanTest {
    @TempDir
    Path directory;

    private List<String> plan(String sql) throws Exception {
        SqliteStore.open(directory).close();
        Object[] values = Collections.nCopies(
                        (int) sql.chars().filter(c -> c == '?').count(), 1)
                .toArray();
        try (var connection = SqliteFile.in(directory).connect()) {
            return Sql.query(
                    connection,
                    "EXPLAIN QUERY PLAN " + sql,
                    rows -> {
                        var steps = new ArrayList<String>();
                        while (rows.next()) steps.add(rows.getString("detail"));
                        return steps;
                    },
                    values);
        }
    }

    @Test
    void pendingMessagesAreReadInOrderFromTheIndex() throws Exception {
        assertThat(plan(PendingCopyRows.PENDING))
                .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"))
                .anyMatch(step -> step.contains("INDEX letter_copy_waiting (domain=? AND user_name=? AND device=?)"));
    }

    @Test
    void openedMessageIsFoundByItsKey() throws Exception {
        assertThat(plan(PendingCopyRows.OPEN))
                .noneMatch(step -> step.startsWith("SCAN"))
                .anyMatch(step -> step.contains("device=? AND kind=? AND letter=?"));
    }

    @Test
    void offeredMessagesAreFoundByTheIndexOfUntakenOnes() throws Exception {
        assertThat(plan(PendingCopyRows.OFFER))
                .noneMatch(step -> step.startsWith("SCAN"))
                .anyMatch(step -> step.contains("letter_untaken"));
    }

    @Test
    void messagesThatMakeRoomAreFoundByTheirIndex() throws Exception {
        assertThat(plan(MessageRows.MAKES_ROOM + " ORDER BY id LIMIT 1"))
                .noneMatch(step -> step.startsWith("SCAN") || step.contains("TEMP B-TREE"))
                .anyMatch(step -> step.contains("letter_makes_room"));
    }
}
