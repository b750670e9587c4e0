// What a machine can see of a page's accessibility, beyond axe. Returns sentences about what is wrong.
(mode) => {
  const wrong = [], say = (what, element) => wrong.push(`${what}: ${(element.outerHTML || "").slice(0, 120)}`);
  const box = element => element.getBoundingClientRect();
  const seen = element => {
    const { width, height } = box(element), style = getComputedStyle(element);
    return width > 1 && height > 1 && style.visibility === "visible" && !element.closest(".unseen, .skip, [hidden]")
      && !(element.closest("details:not([open])") && !element.closest("summary"));
  };
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);

  // 1.4.10: no scrolling in two directions. Only a table may be wider, in a box of its own.
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrong.push(`${scrollWidth} px wide in ${clientWidth} px`);
  for (const element of all("body *")) {
    const style = getComputedStyle(element);
    if (element.closest("svg, .scroll")) continue;
    // 1.4.12: nothing is cut off.
    if (/hidden|clip/.test(style.overflowX + style.overflowY)
      && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)) say("cut off", element);
    if (box(element).right > clientWidth + 1) say("beyond the right edge", element);
  }
  // No small print.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement;
    if (!node.data.trim() || !seen(element) || element.closest("svg, script, style, option")) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < 16) say("smaller than 16 px", element);
  }
  for (const field of all("input, textarea, select, button")) {
    if (parseFloat(getComputedStyle(field).fontSize) < 16 && !/radio|checkbox/.test(field.type)) say("smaller than 16 px", field);
  }
  // 2.5.8: nothing under 24 px, and what one mostly taps 44 px.
  for (const target of all("a[href], button, input:not([type=hidden]), textarea, select, summary")) {
    const { width, height } = box(/radio|checkbox/.test(target.type) ? target.closest(".choice") || target : target);
    const main = !target.matches("p a, li p a") || target.matches(".button");
    if (width < 24 || height < 24) say(`a target of ${width} × ${height}`, target);
    else if (main && (width < 44 || height < 43.5)) say(`a main target of ${width} × ${height}`, target);
  }
  // 2.5.3: the name begins with what is seen.
  for (const target of all("a[aria-label], button[aria-label], summary[aria-label]")) {
    const visible = target.innerText.trim();
    if (/\p{L}/u.test(visible) && !target.getAttribute("aria-label").toLowerCase().includes(visible.toLowerCase())) say("another name than is seen", target);
  }
  if (mode === "forced") {
    for (const bar of all(".bar rect")) {
      if (box(bar).width > 1 && getComputedStyle(bar).fill === getComputedStyle(document.body).backgroundColor) say("a bar that is not seen", bar);
    }
    for (const target of all("button, a.button, .choices .choice, textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]), select")) {
      const style = getComputedStyle(target);
      if (style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1) say("no border", target);
    }
    for (const chosen of all(".choice:has(:checked), .chosen")) {
      const style = getComputedStyle(chosen);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) say("a choice that is not seen", chosen);
    }
  }
  return wrong;
}
