# Reference numbers from metafor for every table in tables/.
#
#   Rscript make_references.R [FOLDER]
#
# FOLDER (default: the folder of this script) holds tables/*.csv with the columns trial,
# treatment, responders, n, and tables/pairs.csv with the columns file, treatment, control: the
# pairs to compare. Writes FOLDER/metafor.json, each result beside the R call that gave it. The
# tables that come from metadat are written by this script, so that their source is on record.

suppressMessages({
  library(metafor)
  library(metadat)
  library(jsonlite)
})

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
given <- commandArgs(trailingOnly = TRUE)
folder <- if (length(given) > 0) given[1] else dirname(normalizePath(script))
tables <- file.path(folder, "tables")

# ---- tables from metadat ------------------------------------------------------------------

write_arms <- function(file, trial, names, responders, n) {
  k <- length(trial)
  arms <- data.frame(
    trial = rep(trial, each = 2), treatment = rep(names, k),
    responders = c(rbind(responders[[1]], responders[[2]])), n = c(rbind(n[[1]], n[[2]]))
  )
  write.csv(arms, file.path(tables, file), row.names = FALSE, quote = FALSE)
}

bcg <- dat.bcg
write_arms("bcg.csv",
  trial = gsub(",", "", sprintf("%s %d (%d)", bcg$author, bcg$year, bcg$trial)),
  names = c("vaccine", "control"),
  responders = list(bcg$tpos, bcg$cpos), n = list(bcg$tpos + bcg$tneg, bcg$cpos + bcg$cneg)
)

# Zero cells in one arm of five trials, and in both arms of one (Yucel 2004).
catheters <- dat.nielweise2007
write_arms("nielweise2007.csv",
  trial = sprintf("%s %d", catheters$author, catheters$year),
  names = c("impregnated", "standard"),
  responders = list(catheters$ai, catheters$ci), n = list(catheters$n1i, catheters$n2i)
)

# ---- one comparison -----------------------------------------------------------------------

# An imputed arm, which has no count, enters by its effective number of patients.
by_effective_n <- function(arms) {
  if (!"effective_n" %in% names(arms)) return(arms)
  own <- !is.na(arms$effective_n)
  arms$responders[own] <- arms$responders[own] / arms$n[own] * arms$effective_n[own]
  arms$n[own] <- arms$effective_n[own]
  arms
}

two_by_two <- function(arms, treatment, control) {
  t <- arms[arms$treatment == treatment, ]
  c <- arms[arms$treatment == control, ]
  both <- unique(arms$trial[arms$trial %in% t$trial & arms$trial %in% c$trial])
  t <- t[match(both, t$trial), ]
  c <- c[match(both, c$trial), ]
  data.frame(trial = both, ai = t$responders, n1i = t$n, ci = c$responders, n2i = c$n)
}

# Trials without information on the measure are removed here, not by drop00 = TRUE: that would
# also take double-zero trials from RD and trials in which everybody responded from RR.
informative <- function(d, measure) {
  double_zero <- d$ai == 0 & d$ci == 0
  double_all <- d$ai == d$n1i & d$ci == d$n2i
  keep <- rep(TRUE, nrow(d))
  if (measure != "RD") keep <- keep & !double_zero
  if (measure == "OR") keep <- keep & !double_all
  d[keep, ]
}

number <- function(x) {
  x <- unname(as.numeric(x))
  if (length(x) == 0 || is.na(x)) NA else x
}

rma_call <- "rma(yi, vi, data=%s, method='%s', test='%s'%s)"
escalc_call <- paste0(
  "escalc(measure='%s', ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=d, add=1/2, to='only0', ",
  "drop00=FALSE)"
)
# A risk difference exists with empty cells: the 0.5 goes into its variance alone, as in
# meta::metabin. escalc would move the estimate as well.
raw_difference_call <- "transform(%s, yi=ai/n1i - ci/n2i)"
effects_call <- function(measure) {
  call <- sprintf(escalc_call, measure)
  if (measure == "RD") sprintf(raw_difference_call, call) else call
}
tight <- c(
  REML = ", control=list(threshold=1e-13, maxiter=100000)",
  PM = ", control=list(tol=1e-14, maxiter=100000, tau2.max=1e4)", DL = "", FE = ""
)
mh_call <- paste0(
  "rma.mh(measure='%s', ai=ai, n1i=n1i, ci=ci, n2i=n2i, data=d, add=c(1/2,0), ",
  "to=c('only0','none'), drop00=FALSE)"
)
confint_call <- "confint(res, control=list(tol=1e-14, maxiter=100000, tau2.max=1e6))"

inverse_variance <- function(d, measure, method, test) {
  call <- sprintf(rma_call, effects_call(measure), method, test, tight[[method]])
  res <- eval(parse(text = call))
  k <- res$k
  random <- method != "FE"
  out <- list(
    call = call, k = k, estimate = number(res$beta), se = number(res$se),
    ci_low = number(res$ci.lb), ci_high = number(res$ci.ub),
    tau2 = number(res$tau2), i2 = number(res$I2), q = number(res$QE),
    q_p = if (k > 1) number(res$QEp) else NA, weights = unname(weights(res)),
    tau2_low = NA, tau2_high = NA, pi_low = NA, pi_high = NA
  )
  if (random) {
    interval <- eval(parse(text = confint_call))
    out$tau2_call <- confint_call
    out$tau2_low <- number(interval$random[1, "ci.lb"])
    out$tau2_high <- number(interval$random[1, "ci.ub"])
    # An empty set is printed as [0, 0] by metafor; here neither limit exists.
    if (isTRUE(interval$ci.null)) out$tau2_low <- out$tau2_high <- NA
    if (k >= 3) {
      # predict() takes t(k-1) after Knapp-Hartung but the normal quantile after test='z';
      # the package takes t(k-1) in both cases, so that the formula is written out.
      out$pi_call <- "beta + c(-1,1) * qt(.975, k-1) * sqrt(tau2 + se^2)"
      half <- qt(.975, k - 1) * sqrt(res$tau2 + res$se^2)
      out$pi_low <- number(res$beta - half)
      out$pi_high <- number(res$beta + half)
      predicted <- predict(res)
      out$predict_low <- number(predicted$pi.lb)
      out$predict_high <- number(predicted$pi.ub)
    }
  }
  out
}

mantel_haenszel <- function(d, measure) {
  call <- sprintf(mh_call, measure)
  res <- eval(parse(text = call))
  defined <- !is.na(res$beta)
  q <- number(res$QE)
  if (measure == "RD") {
    # Its Q is that of the differences as they are; see raw_difference_call.
    e <- eval(parse(text = effects_call(measure)))
    q <- sum((as.numeric(e$yi) - number(res$beta))^2 / as.numeric(e$vi))
    res$QEp <- pchisq(q, res$k - 1, lower.tail = FALSE)
    res$I2 <- if (q > 0) 100 * max(0, (q - (res$k - 1)) / q) else 0
  }
  list(
    call = call, k = res$k, estimate = number(res$beta), se = number(res$se),
    ci_low = number(res$ci.lb), ci_high = number(res$ci.ub), tau2 = 0,
    i2 = if (defined) number(res$I2) else NA, q = if (defined) q else NA,
    q_p = if (defined && res$k > 1) number(res$QEp) else NA,
    weights = unname(weights(res))
  )
}

compare <- function(file, treatment, control) {
  arms <- read.csv(file.path(tables, file),
    colClasses = c(trial = "character", treatment = "character"),
    na.strings = "", fileEncoding = "UTF-8-BOM", encoding = "UTF-8"
  )
  all <- two_by_two(by_effective_n(arms), treatment, control)
  results <- list()
  add <- function(measure, method, test, numbers) {
    key <- list(
      table = file, treatment = treatment, control = control,
      measure = measure, method = method, test = test
    )
    results[[length(results) + 1]] <<- c(key, numbers)
  }
  for (measure in c("OR", "RR", "RD")) {
    d <- informative(all, measure)
    if (nrow(d) == 0) next
    if (nrow(d) > 1) {
      for (method in c("REML", "PM", "DL")) {
        for (test in c("z", "knha", "adhoc")) {
          add(measure, method, test, inverse_variance(d, measure, method, test))
        }
      }
    }
    add(measure, "FE", "z", inverse_variance(d, measure, "FE", "z"))
    add(measure, "MH", "z", mantel_haenszel(d, measure))
  }
  results
}

pairs <- read.csv(file.path(tables, "pairs.csv"), colClasses = "character")
files <- setdiff(list.files(tables, pattern = "\\.csv$"), "pairs.csv")
unpaired <- setdiff(files, pairs$file)
if (length(unpaired) > 0) stop("no pair in pairs.csv for: ", paste(unpaired, collapse = ", "))

results <- list()
for (i in seq_len(nrow(pairs))) {
  results <- c(results, compare(pairs$file[i], pairs$treatment[i], pairs$control[i]))
}
out <- list(
  made_by = "tests/references/make_references.R",
  versions = list(
    R = as.character(getRversion()), metafor = as.character(packageVersion("metafor")),
    metadat = as.character(packageVersion("metadat"))
  ),
  arguments = "d: one row per trial with ai, n1i (treatment), ci, n2i (control)",
  results = results
)
json <- toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = TRUE)
writeLines(json, file.path(folder, "metafor.json"))
cat(length(results), "results written to", file.path(folder, "metafor.json"), "\n")
