package io.aldis.server.forking;

import io.aldis.server.Branches;
import io.aldis.server.DialogSeals;

/** Marks in forwarded requests by which the server recognises them: Via branches, and seals in Record-Route. */
public record ForkMarks(Branches branches, DialogSeals seals) {}
