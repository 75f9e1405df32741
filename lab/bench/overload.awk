# Makes a table and a picture of the lines of lab/bench/overload.c. -v picture=FILE.

function field(name,    i, pair) {
  for (i = 1; i <= NF; i++) if (split($i, pair, "=") == 2 && pair[1] == name) return pair[2]
  return 0
}
function x(times) { return 70 + 540 * (log(times) - log(least)) / (log(most) - log(least)) }
function y(rate) { return 300 - 240 * rate / top }
function say(text) { print text > picture }
function label(at_x, at_y, anchor, text) {
  say(sprintf("  <text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>", at_x, at_y, anchor, text))
}
function line(values, style,    i, points) {
  for (i = 1; i <= n; i++) points = points sprintf("%.1f,%.1f ", x(times[i]), y(values[i]))
  say(sprintf("  <polyline points=\"%s\" fill=\"none\" %s/>", points, style))
}

/^capacity=/ { capacity = field("capacity") }
/^times=/ {
  n++
  times[n] = field("times"); offered[n] = field("offered"); good[n] = field("goodput"); refused[n] = field("refused")
  unanswered[n] = field("unanswered"); p50[n] = field("p50"); p99[n] = field("p99")
  registers[n] = field("register_p99"); not_registered[n] = field("register_refused") + field("register_lost")
  if (good[n] > peak) peak = good[n]
}

END {
  if (!n || !peak) { print "overload: nothing was measured" > "/dev/stderr"; exit 1 }
  printf "capacity: %d messages a second\n\n", capacity
  print "| times the capacity | offered/s | goodput/s | of the peak | 503/s | unanswered/s | 200 after, p50 | p99 | REGISTER answered after, p99 (not at all) |"
  print "|---|---|---|---|---|---|---|---|---|"
  for (i = 1; i <= n; i++)
    printf "| %s | %d | %d | %.0f %% | %d | %d | %.1f ms | %.0f ms | %.0f ms (%d) |\n", times[i], offered[i], good[i], 100 * good[i] / peak,
      refused[i], unanswered[i], p50[i], p99[i], registers[i], not_registered[i]

  least = times[1]; most = times[n] > least ? times[n] : 2 * least
  for (unit = 1000; peak * 1.15 / unit > 6;) unit *= unit ~ /^2/ ? 2.5 : 2
  top = unit * (int(peak * 1.15 / unit) + 1)
  say("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"370\" viewBox=\"0 0 640 370\" font-family=\"sans-serif\" font-size=\"12\">")
  say("  <title>Messages a second that were relayed and answered 200, by what was offered</title>")
  say("  <rect width=\"640\" height=\"370\" fill=\"white\"/>")
  label(70, 28, "start", "<tspan font-size=\"14\" font-weight=\"bold\">Messages a second, by times the capacity that was offered</tspan>")
  for (v = 0; v <= top; v += unit) {
    say(sprintf("  <line x1=\"70\" x2=\"610\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>", y(v), y(v)))
    label(62, y(v) + 4, "end", v)
  }
  for (i = 1; i <= n; i++) label(x(times[i]), 318, "middle", times[i] " ×")
  say(sprintf("  <line x1=\"70\" x2=\"610\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#888\" stroke-dasharray=\"5 4\"/>", y(peak * 0.8), y(peak * 0.8)))
  line(refused, "stroke=\"#c50\" stroke-width=\"2\"")
  line(good, "stroke=\"#06a\" stroke-width=\"3\"")
  for (i = 1; i <= n; i++) {
    say(sprintf("  <circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#06a\"/>", x(times[i]), y(good[i])))
    label(x(times[i]), y(good[i]) - 10, "middle", int(good[i]))
  }
  say("  <g><rect x=\"70\" y=\"336\" width=\"14\" height=\"4\" fill=\"#06a\"/><text x=\"90\" y=\"343\">relayed to a phone and answered 200 within 8 s</text></g>")
  say("  <g><rect x=\"370\" y=\"336\" width=\"14\" height=\"4\" fill=\"#c50\"/><text x=\"390\" y=\"343\">answered 503</text></g>")
  say("  <g><line x1=\"480\" x2=\"504\" y1=\"338\" y2=\"338\" stroke=\"#888\" stroke-dasharray=\"5 4\"/><text x=\"510\" y=\"343\">80 % of the peak</text></g>")
  say("</svg>")
}
