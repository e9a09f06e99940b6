/** The page's beginning: connect to the host, then draw. */
import './styles/base.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { connect } from './backend/connect'

mount(App, { target: document.getElementById('app')!, props: { backend: connect() } })
