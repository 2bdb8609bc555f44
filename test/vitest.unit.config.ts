import { defineConfig, mergeConfig } from 'vitest/config';
import { unitFiles } from './unit-files.ts';
import everything from './vitest.config.ts';

const { test, ...others } = mergeConfig(everything, defineConfig({}));

/** The tests that need no server: what one runs after each change. */
export default defineConfig({ ...others, test: { ...test, include: [...unitFiles()] } });
