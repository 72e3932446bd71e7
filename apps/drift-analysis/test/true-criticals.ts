/**
 * Every key that is critical on the real networks of the corpus, checked by hand: each decides who may do what on a server. One that comes
 * up and is not here is a false alarm, or is to be checked and added.
 */
export const TRUE_CRITICALS: readonly RegExp[] = [
  /^Citizens\/saves\.yml npc\.\d+\.traits\.commandtrait\.commands\.\d+\.op$/,
  /^LuckPerms\/config\.yml (?:auto-op|commands-allow-op|enable-ops)$/,
  /^WorldEdit\/config\.yml no-op-permissions$/,
  /^_server\/server\.properties (?:enable-rcon|enforce-secure-profile|enforce-whitelist|function-permission-level|online-mode|op-permission-level|white-list)$/,
  /^_server\/(?:ops|whitelist)\.json .*$/,
  /^_server\/spigot\.yml settings\.bungeecord$/,
  /^_server\/velocity\.toml (?:online-mode|player-info-forwarding-mode|force-key-authentication)$/,
  /^_server\/config\.yml (?:online_mode|ip_forward|enforce_secure_profile)$/,
];
