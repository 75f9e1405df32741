package io.aldis.app.archive;

/**
 * The result of an import.
 *
 * @param read what the archive contained
 * @param fresh what the store did not have before; devices are not counted
 * @param others accounts that the store has with other secrets, settings or rules
 * @param replaced whether these were overwritten with the archive's
 * @param expired messages that were left out because they have expired
 */
public record Imported(Counts read, Counts fresh, long others, boolean replaced, long expired) {}
