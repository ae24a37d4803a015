"""Where it sits and which key: the Textual application; the only room that imports Textual."""
