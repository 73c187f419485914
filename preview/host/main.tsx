import { initPluginTranslations } from '@grafana/i18n';
import { createRoot } from 'react-dom/client';
import { Host } from './Host.tsx';
import { followLinks } from './links.ts';
import { setServices } from './services/index.ts';

async function start(): Promise<void> {
  setServices();
  followLinks();
  await initPluginTranslations('preview');
  // Drawings measure their texts once, when they are drawn.
  await document.fonts.load('12px Inter');
  createRoot(document.getElementById('preview')!).render(<Host />);
}

void start();
