package io.aldis.server;

/**
 * What a device has said to a request.
 *
 * @param code of its final answer; {@link #NOTHING} when none came
 * @param underway whether it is still tried, so that more may come
 */
public record Said(Device device, int code, boolean underway) {
    public static final int NOTHING = 0;
}
