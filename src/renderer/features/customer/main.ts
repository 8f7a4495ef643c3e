import { createApp } from 'vue'
import '../../styles/main.css'
import { i18n, speak } from '../../app/i18n.ts'
import CustomerApp from './CustomerApp.vue'
import './customer.css'

await speak()
createApp(CustomerApp).use(i18n).mount('#app')
