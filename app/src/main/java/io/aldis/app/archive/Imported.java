package io.aldis.app.archive;

/**
 * What became of the lines of an archive.
 *
 * @param read how many there were
 * @param fresh those that were not here
 * @param others accounts that are here with other secrets
 * @param replaced whether those have the secrets of the archive now
 * @param expired letters that were left out since their time is over
 */
public record Imported(Counts read, Counts fresh, long others, boolean replaced, long expired) {}
