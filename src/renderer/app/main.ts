import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../styles/main.css'
import App from './App.vue'
import { giveElementWords } from './element-words.ts'
import { i18n, speak } from './i18n.ts'
import './large-type.ts'
import { router } from './router.ts'
import { followSession, refreshSession } from './session.ts'

followSession()
const known = refreshSession()
const app = createApp(App).use(createPinia()).use(i18n).use(router)
giveElementWords(app)
await speak()
app.mount('#app')
await known
void import('./WorkPlace.vue')
