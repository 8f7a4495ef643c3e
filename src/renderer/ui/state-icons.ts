import { Box, CircleClose, Loading, RefreshLeft } from '@element-plus/icons-vue'
import { h, type FunctionalComponent } from 'vue'

/** A cut line: the network away, drawn in the manner of Element's own icons, which have none for it. */
const OfflineMark: FunctionalComponent = () =>
  h('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6 }, [
    h('path', { d: 'M4 12h5M15 12h5M9 8v8M15 8v8', 'stroke-linecap': 'round' }),
    h('path', { d: 'M12 3.5v3M12 17.5v3', 'stroke-linecap': 'round', opacity: 0.6 }),
  ])

export { Box, CircleClose, Loading, OfflineMark, RefreshLeft }
