// Passkeys: asks the hub for a question, the device for its answer, and puts that into the form. Without it the parts that need it stay hidden.
const device = {
  get: async question => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) }),
  create: async question => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) }),
};

async function answer(part, form) {
  const asked = await fetch(part.dataset.ask, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  // Anything else is a page that says what is wrong: the form fetches it once more, for the person.
  return asked.headers.get('Content-Type')?.startsWith('application/json') ? JSON.stringify(await device[part.dataset.passkey](await asked.json())) : '';
}

async function press(part, button, event) {
  event.preventDefault();
  const form = button.form;
  if (!form.reportValidity())
    return;
  button.disabled = true;
  try {
    form.elements.credential.value = await answer(part, form);
  } catch {
    // The person or the device said no; they may try again.
    return;
  } finally {
    button.disabled = false;
  }
  form.requestSubmit(button);
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON)
  for (const part of document.querySelectorAll('[data-passkey]')) {
    const button = part.querySelector('button');
    button.addEventListener('click', event => press(part, button, event));
    part.hidden = false;
  }
