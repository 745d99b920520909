package io.kaicd.contract.redaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The prefixes that issuers have given their tokens so that they can be found. The names and
 * lengths are those of public lists: the rules of gitleaks and betterleaks, GitHub's list of secret
 * scanning patterns, and the issuers' own pages. documentation/redaction.md names the source of
 * each. Where lists differ in length, the least is taken.
 */
final class KnownPrefixes {
  private static final List<KnownPrefix> ALL = new ArrayList<>();

  static {
    // Words may follow these, too.
    drawn(16, "sk-", "sk-proj-", "sk-svcacct-", "sk-admin-", "sk-ant-", "sk-or-v1-", "sk-lf-");
    drawn(20, "nvapi-", "xai-", "pplx-", "csk-", "tvly-", "jina_", "tskey-", "HRKU-");
    drawn(20, "github_pat_", "sgp_", "figd_", "nfp_", "dp.pt.", "fio-u-", "rpa_");
    drawn(16, "gldt-", "glft-", "glptt-", "glcbt-", "glimt-", "glsoat-", "gloas-");
    drawn(16, "glagent-", "glffct-", "GR1348941", "xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-");
    drawn(16, "xoxe.xoxp-", "xoxe.xoxb-", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-", "SWMTKN-1-");
    drawn(
        20,
        "pypi-",
        "sq0atp-",
        "sq0csp-",
        "duffel_live_",
        "duffel_test_",
        "phx_",
        "pina_",
        "tk-us-");
    drawn(58, "xkeysib-");
    drawn(24, "sb_secret_", "sbp_", "vcp_", "vck_", "vca_", "vcr_", "vci_", "tgp_v1_", "fo1_");
    drawn(
        24,
        "dckr_pat_",
        "dckr_oat_",
        "polar_pat_",
        "polar_oat_",
        "wandb_v1_",
        "mdb_sa_sk_",
        "essu_");
    drawn(30, "AIza", "ya29.", "GOCSPX-", "AQ.Ab8RN6", "1//0", "sha256~", "CFPAT-");

    plain(
        30,
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "hf_",
        "api_org_",
        "npm_",
        "gsk_",
        "r8_",
        "pnu_");
    plain(
        32, "lin_api_", "ntn_", "rdme_", "CLOJARS_", "ddp_", "napi_", "ico-", "AKCp", "ramp_sec_");
    plain(32, "apify_api_", "bkua_");
    plain(26, "API-", "rnd_", "AIK_SECRET_", "mlsn.");
    plain(10, "sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_", "whsec_");
    plain(43, "secret_");

    hex(32, "shpat_", "shpca_", "shppa_", "shpss_", "dapi", "p8e-", "pul-", "rubygems_", "sk_");
    hex(40, "shippo_live_", "shippo_test_", "doo_v1_", "dop_v1_", "dor_v1_", "sntryu_", "rootly_");
    add(Alphabet.HEX, 32, 32, false, "SK", "key-");

    add(Alphabet.UPPER, 16, 16, false, "AKIA", "ASIA", "ABIA", "ACCA");
    add(Alphabet.UPPER, 58, 58, false, "AGE-SECRET-KEY-1");
    add(Alphabet.ALPHANUMERIC, 20, 20, true, "LTAI");
    add(Alphabet.ALPHANUMERIC, 54, 54, true, "EZAK", "EZTK");
    add(Alphabet.URL, 60, 60, true, "EAAA");
    add(Alphabet.URL, 130, 0, true, "sl.", "v1.0-");
    add(Alphabet.ALPHANUMERIC, 90, 0, true, "EAAM", "EAAC");

    of(Alphabet.DOTTED, 20, "glpat-", "glrt-");
    of(Alphabet.DOTTED, 24, "SG.", "hvs.", "hvb.", "hvr.", "dt0c01.", "pscale_tkn_", "pscale_pw_");
    of(Alphabet.DOTTED, 24, "pscale_oauth_", "CCIPAT_", "pcsk_", "lsv2_pt_", "lsv2_sk_", "PMAK-");
    of(Alphabet.DOTTED, 24, "NRAK-", "NRII-", "glsa_", "unkey_", "pat-na1-", "pat-eu1-", "ops_eyJ");
    of(Alphabet.DOTTED, 24, "FLWSECK-", "FLWSECK_TEST-", "rzp_live_", "ATATT3", "ATCTT3", "ATBB");
    of(Alphabet.BASE64, 32, "glc_", "sntrys_", "fm1r_", "fm1a_", "fm2_", "ABSK", "SWMKEY-1-");
    of(Alphabet.BASE64, 24, "bedrock-api-key-");
    of(Alphabet.PATH, 24, "hooks.slack.com/services/", "hooks.slack.com/workflows/");
    of(Alphabet.PATH, 24, "hooks.slack.com/triggers/", "discord.com/api/webhooks/");
    of(Alphabet.PATH, 24, "discordapp.com/api/webhooks/");
  }

  // Most words begin with two letters that no prefix begins with.
  private static final KnownPrefix[][] BY_PAIR = byPair();

  private KnownPrefixes() {}

  static @Nullable Span at(String text, int at) {
    for (KnownPrefix prefix : BY_PAIR[Pairs.at(text, at)]) {
      Span found = prefix.in(text, at);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Adds the pairs of characters that prefixes begin with. */
  static void addTo(Pairs pairs) {
    ALL.forEach(prefix -> pairs.add(prefix.text()));
  }

  private static void drawn(int least, String... prefixes) {
    add(Alphabet.URL, least, 0, true, prefixes);
  }

  private static void plain(int least, String... prefixes) {
    add(Alphabet.ALPHANUMERIC, least, 0, false, prefixes);
  }

  private static void hex(int least, String... prefixes) {
    add(Alphabet.HEX, least, 0, false, prefixes);
  }

  private static void of(Alphabet alphabet, int least, String... prefixes) {
    add(alphabet, least, 0, true, prefixes);
  }

  private static void add(
      Alphabet alphabet, int least, int most, boolean drawn, String... prefixes) {
    for (String prefix : prefixes) {
      ALL.add(new KnownPrefix(prefix, alphabet, least, most, drawn));
    }
  }

  private static KnownPrefix[][] byPair() {
    KnownPrefix[][] byPair = new KnownPrefix[Pairs.COUNT][];
    Arrays.fill(byPair, new KnownPrefix[0]);
    for (KnownPrefix prefix : ALL) {
      int pair = Pairs.at(prefix.text(), 0);
      byPair[pair] =
          ALL.stream()
              .filter(other -> Pairs.at(other.text(), 0) == pair)
              .sorted(Comparator.comparingInt((KnownPrefix p) -> p.text().length()).reversed())
              .toArray(KnownPrefix[]::new);
    }
    return byPair;
  }
}
