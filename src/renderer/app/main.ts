import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../styles/main.css'
import App from './App.vue'
import { giveElementWords } from './element-words.ts'
import { i18n } from './i18n.ts'
import './large-type.ts'
import { router } from './router.ts'
import { followSession, refreshSession } from './session.ts'

followSession()
await refreshSession()
const app = createApp(App).use(createPinia()).use(i18n).use(router)
giveElementWords(app)
app.mount('#app')
