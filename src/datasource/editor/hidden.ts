import { css } from '@emotion/css';

/** For labels that only a screen reader needs: what they say is plain from where the input stands. */
export const hidden = css({
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
});
