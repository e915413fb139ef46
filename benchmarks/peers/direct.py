"""Bare CTranslate2, and communique's engine, in communique's own environment.

The job: ``{"way": "bare" or "communique", "package": folder, "beam": beams, "batch": tokens,
"threads": threads, "forced": tokens}``. Bare is one call of ``translate_batch`` over tokens made
before the clock runs, without scores; its words are put together when the clock has stopped.
"""

from __future__ import annotations

from typing import Any

import work


def prepare(job: dict[str, Any]) -> work.Way:
    """Return the way."""
    work.force(job["forced"])
    return (bare if job["way"] == "bare" else communique)(job)


def bare(job: dict[str, Any]) -> work.Way:
    """CTranslate2 alone: no splitting, no scores, no judgement."""
    import ctranslate2
    import sentencepiece

    from communique.engines import preparing

    tokens = sentencepiece.SentencePieceProcessor(
        model_file=f"{job['package']}/sentencepiece.model"
    )
    model = ctranslate2.Translator(
        f"{job['package']}/model", inter_threads=job["threads"], intra_threads=1
    )

    def encoded(texts: list[str]) -> list[list[str]]:
        plain = [preparing.prepare(text).text or text for text in texts]
        return tokens.encode(plain, out_type=str)

    def way(pieces: list[list[str]]) -> list[Any]:
        return model.translate_batch(
            pieces,
            beam_size=job["beam"],
            length_penalty=1.0,
            max_batch_size=job["batch"],
            batch_type="tokens",
            max_decoding_length=3 * max(map(len, pieces)) + 16,
            max_input_length=0,
        )

    def decoded(results: list[Any]) -> list[str]:
        return [tokens.decode(result.hypotheses[0]) for result in results]

    return work.Way(way, encoded, decoded)


def communique(job: dict[str, Any]) -> work.Way:
    """communique's engine with everything: tokens, scores, judgement, new tries."""
    from communique.engines import rungs, running
    from communique.engines.base import Model, Settings

    if job["forced"]:
        rungs.LADDER.clear()  # what random weights say always fails; it is judged all the same
    settings = Settings(beam=job["beam"], batch_tokens=job["batch"], threads=job["threads"])
    engine = running.load(Model("argos", "en", "es", job["package"]), settings)

    def way(texts: list[str]) -> list[str]:
        return [one.text for one in engine.translate(texts, ("en", "es")).translations]

    return work.Way(way)


if __name__ == "__main__":
    work.serve(prepare)
