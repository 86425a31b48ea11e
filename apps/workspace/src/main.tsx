import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { ProblemPanel } from './components/problem-panel.tsx';
import { Announcer } from './components/announcer.tsx';
import './styles/index.css';

const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false } } });
const root = document.querySelector('#root');
if (!root) throw new Error('The page has no root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <ProblemPanel>
        <App />
      </ProblemPanel>
      <Announcer />
    </QueryClientProvider>
  </StrictMode>,
);
