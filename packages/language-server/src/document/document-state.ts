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
}

export interface DocumentInput {
  readonly uri: string;
  /** 0 unless given. */
  readonly version?: number;
  readonly text: string;
  /** Made from the text unless given. */
  readonly places?: Places;
}

export function createDocumentState({ uri, version = 0, text, places }: DocumentInput): DocumentState {
  let parsed: ParseResult | undefined;
  let model: FileModel | undefined;
  let known = places;
  return {
    uri,
    version,
    text,
    get places() {
      return (known ??= placesOf(text));
    },
    get parse() {
      return (parsed ??= parse(text));
    },
    get model() {
      return (model ??= modelOf(this.parse));
    },
  };
}
