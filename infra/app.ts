import { tierwatchApp } from './tierwatch-app.ts'

tierwatchApp().app.synth()
