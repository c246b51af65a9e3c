//! A page, built once and written as HTML, Markdown and terminal text.
