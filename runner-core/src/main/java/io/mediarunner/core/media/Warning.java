package io.mediarunner.core.media;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mediarunner.core.error.FailureCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that is missing from the results or was not done as requested, although the task
 * succeeded.
 *
 * @param code names the kind and never changes
 * @param param the task parameter that it is about; empty = none
 * @param detail one sentence for people
 */
public record Warning(Code code, Optional<String> param, String detail) {
  /** The kinds. The names are wire format: {@code info_video.json} holds them. */
  public enum Code {
    /** A rung of {@code rendition} is invalid and was skipped. */
    RENDITION_INVALID(
        FailureCode.Fault.REQUEST,
        "A requested quality is invalid and was left out.",
        "Une qualité demandée est invalide et a été ignorée.",
        "Correct the parameter rendition where tasks are sent.",
        "Corrigez le paramètre rendition chez l’expéditeur des tâches."),
    /** A logo or credits were unavailable; the video has none. */
    DRESSING_NOT_APPLIED(
        FailureCode.Fault.REQUEST,
        "A logo or credits could not be used: the video has none.",
        "Le logo ou un générique n’a pas pu être utilisé\u00a0: la vidéo n’en a pas.",
        "Check the address of the logo or the credits, then run the task again.",
        "Vérifiez l’adresse du logo ou du générique, puis relancez la tâche."),
    /** An audio track that ffmpeg has no decoder for is left out. */
    AUDIO_TRACK_SKIPPED(
        FailureCode.Fault.SOURCE,
        "An audio track cannot be decoded and was left out.",
        "Une piste audio ne peut pas être décodée et a été laissée de côté.",
        "Listen to the result. If the track matters, export the video with AAC audio.",
        "Écoutez le résultat. Si la piste compte, exportez la vidéo avec un son AAC."),
    /** The main audio track of a source is silent; another one is the main one. */
    AUDIO_TRACK_SILENT(
        FailureCode.Fault.SOURCE,
        "The main audio track is silent; another one was used.",
        "La piste audio principale est muette\u202f; une autre a été utilisée.",
        "Nothing, if the result can be heard. Check the microphone of the recorder.",
        "Rien, si le résultat est audible. Vérifiez le micro de l’enregistreur."),
    /** The source is damaged; the readable part was used. */
    DECODE_ERRORS(
        FailureCode.Fault.SOURCE,
        "The video is damaged in places; what could be read was used.",
        "La vidéo est endommagée par endroits\u202f; ce qui est lisible a été utilisé.",
        "Watch the result. If too much is missing, upload the video again.",
        "Regardez le résultat. S’il manque trop, renvoyez la vidéo."),
    /** The clock of the source jumps; what was lost there cannot be known. */
    TIMELINE_JUMP(
        FailureCode.Fault.SOURCE,
        "The clock of the recording jumps: something may be missing there.",
        "L’horloge de l’enregistrement saute\u00a0: il manque peut-être un passage.",
        "Watch the result around the jump. Check the recorder.",
        "Regardez le résultat autour du saut. Vérifiez l’enregistreur."),
    /** The source ends early, has a hole, or holds more than can be read. */
    CONTENT_MISSING(
        FailureCode.Fault.SOURCE,
        "Part of the recording is missing.",
        "Il manque une partie de l’enregistrement.",
        "Compare the result with the original. If it broke off on the way, upload it again.",
        "Comparez le résultat à l’original. S’il a été tronqué en route, renvoyez-le."),
    /** Thumbnails, overview or cover art are missing. */
    PICTURES_MISSING(
        FailureCode.Fault.RUNNER,
        "Thumbnails, the preview strip or the cover are missing.",
        "Les vignettes, l’aperçu ou la pochette manquent.",
        "Run the task again. If it happens often, read the log of the task.",
        "Relancez la tâche. Si cela se répète, lisez le journal de la tâche."),
    /** A subtitle track could not be read. */
    SUBTITLES_MISSING(
        FailureCode.Fault.SOURCE,
        "A subtitle track of the video could not be read.",
        "Une piste de sous-titres de la vidéo est illisible.",
        "Add the subtitles by hand, or have the video transcribed.",
        "Ajoutez les sous-titres à la main, ou faites transcrire la vidéo."),
    /** High dynamic range without the filters to convert it: colours may be wrong. */
    HDR_NOT_CONVERTED(
        FailureCode.Fault.RUNNER,
        "Colours may be wrong: this ffmpeg cannot convert HDR.",
        "Les couleurs peuvent être fausses\u00a0: ce ffmpeg ne sait pas convertir le HDR.",
        "Install an ffmpeg with zscale and tonemap; see bin/runner check-ffmpeg.",
        "Installez un ffmpeg avec zscale et tonemap\u202f; voir bin/runner check-ffmpeg."),
    /** The GPU was requested but could not be used. */
    GPU_NOT_USED(
        FailureCode.Fault.RUNNER,
        "The GPU could not be used; the CPU did the work.",
        "Le GPU n’a pas pu être utilisé\u202f; le processeur a fait le travail.",
        "Run bin/runner check-gpu.",
        "Lancez bin/runner check-gpu."),
    /** The Mediapackage requests an unknown layout. */
    LAYOUT_UNKNOWN(
        FailureCode.Fault.REQUEST,
        "The requested layout is unknown; the usual one was used.",
        "La disposition demandée est inconnue\u202f; la disposition habituelle a été utilisée.",
        "Choose a known layout in the studio.",
        "Choisissez une disposition connue dans le studio."),
    /** A cutting list, or part of it, was unavailable: the result shows more than intended. */
    CUT_NOT_APPLIED(
        FailureCode.Fault.REQUEST,
        "A cut was not applied: the result shows more than intended.",
        "Une coupe n’a pas été appliquée\u00a0: le résultat montre plus que prévu.",
        "Check the result before you publish it; cut it again if necessary.",
        "Vérifiez le résultat avant de le publier\u202f; recoupez-le au besoin."),
    /** A recording lacks video, audio or its end; the other one is used. */
    RECORDING_INCOMPLETE(
        FailureCode.Fault.SOURCE,
        "One of the recordings lacks video, audio or its end.",
        "Il manque à l’un des enregistrements l’image, le son ou la fin.",
        "Watch the result. Check the recorder, camera and microphone.",
        "Regardez le résultat. Vérifiez l’enregistreur, la caméra et le micro."),
    /** Subtitles in another language were requested; they are in the spoken one. */
    NOT_TRANSLATED(
        FailureCode.Fault.RUNNER,
        "The subtitles are in the spoken language: they could not be translated.",
        "Les sous-titres sont dans la langue parlée\u00a0: ils n’ont pas pu être traduits.",
        "Run bin/runner check-transcription, then run the task again.",
        "Lancez bin/runner check-transcription, puis relancez la tâche."),
    /** The GPU was requested; the speech engine ran on the CPU. */
    ENGINE_ON_CPU(
        FailureCode.Fault.RUNNER,
        "The speech engine ran on the CPU instead of the GPU.",
        "Le moteur de transcription a tourné sur le processeur, pas sur le GPU.",
        "Run bin/runner check-transcription.",
        "Lancez bin/runner check-transcription."),
    /** The samples disagree on the spoken language, or none is certain. */
    LANGUAGE_UNCERTAIN(
        FailureCode.Fault.SOURCE,
        "The spoken language is uncertain.",
        "La langue parlée est incertaine.",
        "Read the subtitles. If the language is wrong, name it and run the task again.",
        "Relisez les sous-titres. Si la langue est fausse, indiquez-la et relancez la tâche."),
    /** Speech was detected where there is no subtitle. */
    SPEECH_WITHOUT_TEXT(
        FailureCode.Fault.SOURCE,
        "Somebody speaks where there is no subtitle.",
        "Quelqu’un parle là où il n’y a pas de sous-titre.",
        "Read the subtitles and add what is missing.",
        "Relisez les sous-titres et complétez-les."),
    /** Nobody speaks in the recording, as far as can be told. */
    NO_SPEECH(
        FailureCode.Fault.SOURCE,
        "No speech was found in the recording.",
        "Aucune parole n’a été trouvée dans l’enregistrement.",
        "Nothing, if nobody speaks. Otherwise check the audio of the recording.",
        "Rien, si personne ne parle. Sinon, vérifiez le son de l’enregistrement."),
    /** There is speech, but for most of it the engine had no word. */
    SPEECH_NOT_RECOGNISED(
        FailureCode.Fault.SOURCE,
        "Most of the speech was not recognised.",
        "La plus grande partie de la parole n’a pas été reconnue.",
        "Check the audio and the language, or use a larger speech model.",
        "Vérifiez le son et la langue, ou utilisez un modèle plus grand."),
    /** The usual audio has no speech; another track, or part of one, was transcribed. */
    OTHER_AUDIO_USED(
        FailureCode.Fault.SOURCE,
        "The main audio has no speech; another track was transcribed.",
        "Le son principal ne contient pas de parole\u202f; une autre piste a été transcrite.",
        "Nothing, if the subtitles fit the video.",
        "Rien, si les sous-titres correspondent à la vidéo."),
    /** The speech engine does not know the language that the task names; it was detected. */
    LANGUAGE_UNKNOWN(
        FailureCode.Fault.REQUEST,
        "The named language is unknown to the speech engine; it was detected instead.",
        "La langue indiquée est inconnue du moteur\u202f; elle a été détectée.",
        "Check the language of the subtitles and the parameter source_language.",
        "Vérifiez la langue des sous-titres et le paramètre source_language.");

    private final FailureCode.Fault fault;
    private final String english;
    private final String french;
    private final String englishAdvice;
    private final String frenchAdvice;

    Code(
        FailureCode.Fault fault,
        String english,
        String french,
        String englishAdvice,
        String frenchAdvice) {
      this.fault = fault;
      this.english = english;
      this.french = french;
      this.englishAdvice = englishAdvice;
      this.frenchAdvice = frenchAdvice;
    }

    /** The kind of that name; empty if this version has none. */
    public static Optional<Code> find(String name) {
      return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
    }

    /** Who can do something about it. */
    public FailureCode.Fault fault() {
      return fault;
    }

    /** What it means, for people. */
    public String english() {
      return english;
    }

    /** What it means, for people. */
    public String french() {
      return french;
    }

    /** What to do about it. */
    public String englishAdvice() {
      return englishAdvice;
    }

    /** What to do about it. */
    public String frenchAdvice() {
      return frenchAdvice;
    }
  }

  public Warning {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(param, "param");
    Objects.requireNonNull(detail, "detail");
  }

  /** What has to be said about a source before anything is done with it. */
  public static List<Warning> about(Timeline timeline) {
    List<Warning> warnings = new ArrayList<>();
    if (!timeline.jumps().isEmpty()) {
      warnings.add(
          of(
              Code.TIMELINE_JUMP,
              String.format(
                  Locale.ROOT,
                  "the clock of the source jumps %d time(s), first at %.1f s; the parts were"
                      + " joined",
                  timeline.jumps().size(),
                  timeline.jumps().get(0))));
    }
    if (!timeline.missing().isEmpty()) {
      warnings.add(of(Code.CONTENT_MISSING, String.join("; ", timeline.missing())));
    }
    return warnings;
  }

  public static Warning of(Code code, String detail) {
    return new Warning(code, Optional.empty(), detail);
  }

  public static Warning about(String param, Code code, String detail) {
    return new Warning(code, Optional.of(param), detail);
  }

  /** As {@code info_video.json} has it. */
  @JsonValue
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", code.name());
    param.ifPresent(name -> json.put("param", name));
    json.put("detail", detail);
    return json;
  }
}
