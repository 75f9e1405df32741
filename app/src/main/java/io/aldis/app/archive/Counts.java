package io.aldis.app.archive;

/** Number of accounts, devices and messages in an archive. */
public record Counts(long accounts, long devices, long messages) {
    static final Counts NONE = new Counts(0, 0, 0);

    /** These numbers with one more entry. */
    Counts and(ArchiveLine entry) {
        return switch (entry) {
            case ArchiveLine.OfAccount _ -> new Counts(accounts + 1, devices, messages);
            case ArchiveLine.OfDevice _ -> new Counts(accounts, devices + 1, messages);
            case ArchiveLine.OfMessage _ -> new Counts(accounts, devices, messages + 1);
            case ArchiveLine.Head _, ArchiveLine.End _ -> this;
        };
    }

    @Override
    public String toString() {
        return accounts + " accounts, " + devices + " devices, " + messages + " messages";
    }
}
