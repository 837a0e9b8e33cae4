export { removeDemoConversations } from "./demo/demo-conversation.repository.js";
