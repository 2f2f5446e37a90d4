import { type ParseResult, parse } from '@strake/parser';
import { type FileModel, modelOf } from '../model/file-model.ts';
import { type Places, placesOf } from './places.ts';

/** One version of an open Dockerfile and what is known of it. Immutable; every service is a function of it. */
export interface DocumentState {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly places: Places;
  readonly parse: ParseResult;
  /** Stages, variables and names. Made when first asked for. */
  readonly model: FileModel;
  /** What a function makes of this version, made once and kept as long as the state. */
  once<T>(make: (state: DocumentState) => T): T;
}

export interface DocumentInput {
  readonly uri: string;
  /** 0 unless given. */
  readonly version?: number;
  readonly text: string;
  /** Made from the text unless given. */
  readonly places?: Places;
}

export function createDocumentState(input: DocumentInput): DocumentState {
  return new OpenText(input);
}

/**
 * A class for the sake of its getters: V8 gives every object literal with getters a hidden class of its own, which keeps
 * the object until the next full collection. That is one file with all its trees for each key that is pressed.
 */
class OpenText implements DocumentState {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  #places: Places | undefined;
  #parse: ParseResult | undefined;
  #model: FileModel | undefined;
  /**
   * In the state itself: what a weak map of old age holds of young states outlives them until the next full collection.
   */
  #made: Map<(state: DocumentState) => unknown, unknown> | undefined;

  constructor({ uri, version = 0, text, places }: DocumentInput) {
    this.uri = uri;
    this.version = version;
    this.text = text;
    this.#places = places;
  }

  get places(): Places {
    return (this.#places ??= placesOf(this.text));
  }

  get parse(): ParseResult {
    return (this.#parse ??= parse(this.text));
  }

  get model(): FileModel {
    return (this.#model ??= modelOf(this.parse));
  }

  once<T>(make: (state: DocumentState) => T): T {
    const made = (this.#made ??= new Map());
    if (!made.has(make)) made.set(make, make(this));
    return made.get(make) as T;
  }
}
