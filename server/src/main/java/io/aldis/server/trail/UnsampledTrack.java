package io.aldis.server.trail;

import io.aldis.server.Answer;
import io.aldis.server.Track;

/** Track of all messages that got no allowance. One that is stored (202) is recorded from then on. */
record UnsampledTrack(Allowance allowance) implements Track {
    @Override
    public void told(int code) {
        if (code != 202) allowance.refuse();
    }

    @Override
    public void told(Answer answer) {
        if (answer.drop()) allowance.refuse();
        else told(answer.status().code());
    }
}
